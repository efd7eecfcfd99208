// The single queries of a plan: each over a run of windows whose rows fit into one answer.
import type { AskedWindows } from './ask.ts';
import { HEADROOM } from './plan-fusion.ts';
import type { FusionPlan } from './plan-fusion.ts';
import type { Unit } from './split-unit.ts';
import { chunkWindows, windowPhases } from './bucket-grid.ts';

/** Pieces of time in one statement. */
const MOST_RANGES = 50;

export function planUnits({ queries, rowsPerMs }: FusionPlan, windows: AskedWindows, mostRows: number): Unit[] {
  return queries.flatMap((query) => {
    const isAdditive = query.kind === 'rollup' && !query.exact;
    const rowsOfBucket = (stepMs: number) => Math.max(1, Math.min(query.estimatedRows, rowsPerMs * HEADROOM * stepMs));
    return windowPhases(windows, isAdditive).flatMap((ends) =>
      chunkWindows({ ...windows, ends }, { rowsOfBucket, mostRows, mostRanges: MOST_RANGES }).map((chunk) => ({
        query,
        ends: chunk,
      })),
    );
  });
}
