// What is kept of a watermark, as its readers see it.
import type { KeptPartition, KeptWatermark, ModelWatermark } from '#schemas/watermark.ts';
import { isReadAgain, partitionState } from './partition-state.ts';

const NOTHING_COMES_MS = 300_000;

export function describeWatermark(model: string, kept: KeptWatermark): ModelWatermark {
  const staleReason = staleReasonOf(kept);
  return {
    model,
    watermark: iso(kept.watermarkMs),
    isStale: staleReason !== null,
    staleReason,
    caughtUpAt: iso(kept.caughtUpAtMs),
    observedAt: new Date(kept.observedAtMs).toISOString(),
    partitions: kept.partitions.map((partition) => ({
      partition: partition.partition,
      position: partition.position,
      end: partition.end,
      maxEventTime: iso(partition.maxEventMs),
      state: partitionState(partition),
    })),
  };
}

/** Of the first partition that has one. */
function staleReasonOf({ partitions }: KeptWatermark): string | null {
  const readAgain = partitions.find(isReadAgain);
  if (readAgain !== undefined) {
    const { partition, position, scannedTo } = readAgain;
    return `partition ${partition} is read again after a failure: from offset ${position} to ${scannedTo} rows are missing`;
  }
  const stalled = partitions.find((partition) => partitionState(partition) === 'stalled');
  if (stalled !== undefined) return `partition ${stalled.partition} ${describeStall(stalled)}`;
  const hasGoneQuiet = partitions.every(({ awaits, quietMs }) => awaits === 'nothing' && quietMs >= NOTHING_COMES_MS);
  return hasGoneQuiet ? `no new event has come for ${NOTHING_COMES_MS / 60_000} minutes` : null;
}

function describeStall({ awaits, position, end, stuckMs }: KeptPartition): string {
  const span = `for ${Math.floor(stuckMs / 1000)} s`;
  if (awaits === 'task') return `has not been read by any task of Druid ${span}`;
  if (awaits === 'commit') return `has had an open transaction at offset ${end} ${span}`;
  return `has records to read up to offset ${end}, and Druid has stood at ${position} ${span}`;
}

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
