// Which records of a fetched partition a reader may see: those of committed transactions, from the offset that it asked for.
// The client hides aborted records only where the end of their transaction is in the same answer, so it is done here as the
// Java client does it (KIP-98).
import type { RecordsBatch } from '@platformatic/kafka';

const IS_LOG_APPEND_TIME = 1 << 3;
const IS_TRANSACTIONAL = 1 << 4;
const IS_CONTROL = 1 << 5;
const ABORT_MARKER = 0;

export interface ReadRecord {
  partition: number;
  offset: bigint;
  timestampMs: number;
  key: Buffer | null;
  value: Buffer | null;
}

/** What the client says of a partition in a fetch. */
interface FetchedPartition {
  partitionIndex: number;
  abortedTransactions: { producerId: bigint; firstOffset: bigint }[] | null;
  records?: RecordsBatch[] | null;
}

/** @returns the records, and the offset at which to go on */
export function committedRecords(fetched: FetchedPartition, from: bigint): { records: ReadRecord[]; next: bigint } {
  const aborted = (fetched.abortedTransactions ?? []).toSorted((one, other) =>
    Number(one.firstOffset - other.firstOffset),
  );
  const abortedProducers = new Set<bigint>();
  const records: ReadRecord[] = [];
  let next = from;
  for (const batch of fetched.records ?? []) {
    const last = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    while (aborted[0] !== undefined && aborted[0].firstOffset <= last) {
      abortedProducers.add(aborted[0].producerId);
      aborted.shift();
    }
    if (last >= next) next = last + 1n;
    if (isAbortMarker(batch)) abortedProducers.delete(batch.producerId);
    if ((batch.attributes & IS_CONTROL) !== 0) continue;
    if ((batch.attributes & IS_TRANSACTIONAL) !== 0 && abortedProducers.has(batch.producerId)) continue;
    records.push(...recordsOf(batch, fetched.partitionIndex).filter(({ offset }) => offset >= from));
  }
  return { records, next };
}

/** A control record's key is its version and its type, two bytes each. */
function isAbortMarker({ attributes, records }: RecordsBatch): boolean {
  return (attributes & IS_CONTROL) !== 0 && records[0]?.key?.readInt16BE(2) === ABORT_MARKER;
}

function recordsOf(batch: RecordsBatch, partition: number): ReadRecord[] {
  const isAppendTime = (batch.attributes & IS_LOG_APPEND_TIME) !== 0;
  return batch.records.map(({ offsetDelta, timestampDelta, key, value }) => ({
    partition,
    offset: batch.firstOffset + BigInt(offsetDelta),
    timestampMs: Number(isAppendTime ? batch.maxTimestamp : batch.firstTimestamp + timestampDelta),
    key,
    value,
  }));
}
