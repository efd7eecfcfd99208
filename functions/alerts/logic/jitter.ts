// Groups whose windows end together are not judged together: each is late by a part of its own of how often it is judged.
import { createHash } from 'node:crypto';
import type { RuleGroup } from './group-rules.ts';

/** A fiftieth: nobody waits noticeably longer, and the groups of a full minute spread over more than a second. */
const PART = 50;
const MOST_MS = 5_000;

/** Milliseconds after a window's end, always the same for a shard: below a fiftieth of `every`, and 5 s. */
export function jitterMs({ shard, grid: { everyMs } }: Pick<RuleGroup, 'shard' | 'grid'>): number {
  const drawn = createHash('sha256').update(shard).digest().readUInt32BE();
  return drawn % Math.max(1, Math.floor(Math.min(everyMs / PART, MOST_MS)));
}
