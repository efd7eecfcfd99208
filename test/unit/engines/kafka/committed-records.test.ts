import type { RecordsBatch } from '@platformatic/kafka';
import { describe, expect, it } from 'vitest';
import { committedRecords } from '#engines/kafka/committed-records.ts';

const TRANSACTIONAL = 1 << 4;
const CONTROL = 1 << 5;
const [PRODUCER, OTHER] = [7n, 8n];

const base = { length: 0, partitionLeaderEpoch: 0, magic: 2, crc: 0, producerEpoch: 0, firstSequence: 0 };
const record = (offsetDelta: number, key: Buffer | null = null) => ({
  length: 0,
  attributes: 0,
  timestampDelta: BigInt(offsetDelta),
  offsetDelta,
  key,
  value: Buffer.from(`v${offsetDelta}`),
  headers: [],
});

function batch(firstOffset: bigint, count: number, changes: Partial<RecordsBatch> = {}): RecordsBatch {
  const records = Array.from({ length: count }, (_, index) => record(index));
  const times = { firstTimestamp: 1000n, maxTimestamp: 5000n };
  const offsets = { firstOffset, lastOffsetDelta: count - 1 };
  return { ...base, ...times, ...offsets, attributes: 0, producerId: PRODUCER, records, ...changes };
}
const transactional = (firstOffset: bigint, count: number, producerId = PRODUCER) =>
  batch(firstOffset, count, { attributes: TRANSACTIONAL, producerId });
function marker(offset: bigint, type: 'abort' | 'commit', producerId = PRODUCER): RecordsBatch {
  const key = Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1]);
  return batch(offset, 1, { attributes: TRANSACTIONAL | CONTROL, producerId, records: [record(0, key)] });
}
const read = (records: RecordsBatch[], aborted: [bigint, bigint][] = [], from = 0n) => {
  const abortedTransactions = aborted.map(([producerId, firstOffset]) => ({ producerId, firstOffset }));
  const answer = committedRecords({ partitionIndex: 3, records, abortedTransactions }, from);
  return { offsets: answer.records.map(({ offset }) => offset), next: answer.next };
};

describe('the records of a fetch', () => {
  it('have their partition, offset and time', () => {
    const { records } = committedRecords({ partitionIndex: 3, abortedTransactions: null, records: [batch(5n, 2)] }, 0n);
    expect(records[1]).toMatchObject({ partition: 3, offset: 6n, timestampMs: 1001, value: Buffer.from('v1') });
  });

  it('have the time of the broker when the topic says so', () => {
    const appended = batch(0n, 1, { attributes: 1 << 3 });
    const { records } = committedRecords({ partitionIndex: 0, abortedTransactions: null, records: [appended] }, 0n);
    expect(records[0]?.timestampMs).toBe(5000);
  });

  it('begin at the offset that was asked for, although a batch begins before it', () => {
    expect(read([batch(0n, 4)], [], 2n)).toEqual({ offsets: [2n, 3n], next: 4n });
  });

  it('leave out the ends of transactions but go on behind them', () => {
    expect(read([transactional(0n, 2), marker(2n, 'commit')])).toEqual({ offsets: [0n, 1n], next: 3n });
  });

  it('leave out an aborted transaction', () => {
    const batches = [transactional(0n, 2), marker(2n, 'abort'), transactional(3n, 1), marker(4n, 'commit')];
    expect(read(batches, [[PRODUCER, 0n]])).toEqual({ offsets: [3n], next: 5n });
  });

  it('leave out an aborted transaction whose end is not in this answer', () => {
    expect(read([transactional(0n, 2)], [[PRODUCER, 0n]])).toEqual({ offsets: [], next: 2n });
  });

  it('leave out each aborted transaction of a producer', () => {
    const batches = [transactional(0n, 1), marker(1n, 'abort'), transactional(2n, 1), marker(3n, 'abort')];
    const aborted: [bigint, bigint][] = [
      [PRODUCER, 2n],
      [PRODUCER, 0n],
    ];
    expect(read(batches, aborted)).toEqual({ offsets: [], next: 4n });
  });

  it('keep what others wrote between', () => {
    const batches = [transactional(0n, 1), transactional(1n, 1, OTHER), batch(2n, 1), marker(3n, 'abort')];
    expect(read(batches, [[PRODUCER, 0n]])).toEqual({ offsets: [1n, 2n], next: 4n });
  });

  it('are none where the log is empty', () => {
    expect(committedRecords({ partitionIndex: 0, abortedTransactions: null, records: null }, 9n)).toEqual({
      records: [],
      next: 9n,
    });
  });
});
