// One tick: judges every window that is due, in every group of rules. Repeating it, late or in several processes, changes nothing.
import type { StoredModel } from '#schemas/model.ts';
import type { ModelWatermark } from '#schemas/watermark.ts';
import { getRecentModel } from '#functions/models/acts/get-recent-model.ts';
import { observeWatermark } from '#functions/models/acts/observe-watermark.ts';
import type { Context } from '#functions/platform/context.ts';
import type { RuleGroup } from '../logic/group-rules.ts';
import { endAtOrBefore } from '../logic/window-grid.ts';
import { groupHeadStore } from '../store/group-heads.ts';
import type { GroupHead } from '../store/group-heads.ts';
import { bounded } from './bounded.ts';
import { evaluateGroup } from './evaluate-group.ts';
import type { GroupOutcome } from './evaluate-group.ts';
import { loadRuleGroups } from './load-rule-groups.ts';

const GROUPS_AT_ONCE = 4;

export interface TickCounts extends Record<GroupOutcome['result'], number> {
  /** Windows that were judged, and windows that never will be. */
  windows: number;
  skippedWindows: number;
  /** The longest that a window was judged after its end and the allowed lateness; null if none was. */
  lagMs: number | null;
}

/**
 * @param now the time that decides what is due: of a clock that all evaluators share, if it may differ from their own
 * @returns how the groups' evaluations went. One group's failure stops no other.
 */
export async function evaluateRules(context: Context, now = context.now()): Promise<TickCounts> {
  const groups = await loadRuleGroups(context);
  const heads = await prepareHeads(context, groups, now);
  const watermarks = new Map<string, Promise<ModelWatermark>>();
  const watermarkOf = (model: string) => {
    const known = watermarks.get(model) ?? observe(context, model);
    watermarks.set(model, known);
    return known;
  };
  const outcomes = await bounded(GROUPS_AT_ONCE, groups, async (group): Promise<GroupOutcome> => {
    const head = heads.get(group.shard);
    if (head === undefined) return { result: 'waiting' };
    try {
      return await evaluateGroup(context, {
        group,
        head,
        now,
        watermarkOf,
        observe: (model) => observe(context, model),
      });
    } catch (error) {
      context.log.error('rules.not-evaluated', error, { group: group.shard });
      return { result: 'failed' };
    }
  });
  return countOutcomes(outcomes);
}

async function observe(context: Context, name: string): Promise<ModelWatermark> {
  const model: StoredModel = await getRecentModel(context, name);
  return observeWatermark(context, model);
}

/** A new group begins with the first window that ends after its oldest rule was made; one without rules is forgotten. */
async function prepareHeads(context: Context, groups: RuleGroup[], now: Date): Promise<Map<string, GroupHead>> {
  const store = groupHeadStore(context.table);
  const heads = await store.list();
  const fresh = groups.filter(({ shard }) => !heads.has(shard));
  await Promise.all(fresh.map((group) => store.begin(group.shard, firstCursor(group, heads))));
  const shards = new Set(groups.map(({ shard }) => shard));
  const left = [...heads.keys()].filter((shard) => !shards.has(shard));
  await Promise.all(left.map((shard) => store.remove(shard, now)));
  return fresh.length === 0 ? heads : store.list();
}

/** A shard that parts from its group goes on where the group is. */
function firstCursor({ id, grid, rules }: RuleGroup, heads: Map<string, GroupHead>): number {
  const since = Math.min(...rules.map(({ updatedAt }) => Date.parse(updatedAt)));
  return heads.get(id)?.cursorMs ?? endAtOrBefore(grid, since);
}

function countOutcomes(outcomes: GroupOutcome[]): TickCounts {
  const counts: TickCounts = { judged: 0, waiting: 0, taken: 0, failed: 0, windows: 0, skippedWindows: 0, lagMs: null };
  for (const outcome of outcomes) {
    counts[outcome.result] += 1;
    if (outcome.result !== 'judged') continue;
    counts.windows += outcome.windows;
    counts.skippedWindows += outcome.skippedWindows;
    if (outcome.lagMs !== null) counts.lagMs = Math.max(counts.lagMs ?? 0, outcome.lagMs);
  }
  return counts;
}
