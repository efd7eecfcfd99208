// Whether a partition holds the watermark, and whether it makes it stale.
import type { KeptPartition, PartitionState } from '#schemas/watermark.ts';

const IDLE_MS = 10_000;
/** A transaction may stay open for as long as a checkpoint takes. */
const STUCK_LIMIT_MS = { task: 30_000, records: 30_000, commit: 300_000 } as const;

/**
 * Idle is without a newer event, not without a record: records that are broken, or older than what came before, say nothing of
 * how far the partition is, and must not hold the others.
 */
export function partitionState({ awaits, stuckMs, quietMs }: KeptPartition): PartitionState {
  if (awaits === 'nothing') return quietMs < IDLE_MS ? 'active' : 'idle';
  return stuckMs < STUCK_LIMIT_MS[awaits] ? 'active' : 'stalled';
}

/** After a failure Druid goes back to what it had published: until it is where it was, queries miss rows that they had before. */
export const isReadAgain = ({ position, scannedTo }: KeptPartition): boolean =>
  position !== null && scannedTo !== null && BigInt(position) < BigInt(scannedTo);
