// How the rules of the models that a caller may see are evaluated together, how far they are, and what that costs.
import type { RuleGroupPlan, RulePlanRequest } from '#schemas/alerts/rule-plan.ts';
import { decodeCursor, encodeCursor } from '#engines/dynamodb/cursor.ts';
import { EngineError } from '#engines/engine-error.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import type { RuleGroup } from '../logic/group-rules.ts';
import { countEnds, endAtOrBefore } from '../logic/window-grid.ts';
import { groupHeadStore } from '../store/group-heads.ts';
import type { GroupHead } from '../store/group-heads.ts';
import { loadRuleGroups } from './load-rule-groups.ts';
import { maySeeAlerts } from './may-see-alerts.ts';
import { explainRules } from './measure-rules.ts';

const MOST_NAMES = 100;
const HOUR_MS = 3_600_000;

/** A page of groups, by shard. */
export async function planRules(context: Context, caller: Caller, { model, limit, cursor }: RulePlanRequest) {
  const after = decodeCursor(cursor)?.['after'];
  const groups = (await loadRuleGroups(context))
    .filter((group) => maySeeAlerts(caller, group.model) && (model === undefined || group.model === model))
    .filter(({ shard }) => typeof after !== 'string' || shard > after)
    .sort((one, other) => (one.shard < other.shard ? -1 : 1));
  const heads = await groupHeadStore(context.table).list();
  const some = groups.slice(0, limit);
  const items = await Promise.all(some.map((group) => planGroup(context, group, heads.get(group.shard))));
  const last = groups.length > limit ? some.at(-1) : undefined;
  return { items, nextCursor: encodeCursor(last && { after: last.shard }) };
}

async function planGroup(context: Context, group: RuleGroup, head: GroupHead | undefined): Promise<RuleGroupPlan> {
  const { grid, rules, model } = group;
  const now = context.now().getTime();
  const ended = endAtOrBefore(grid, now - grid.allowedLatenessMs);
  const plan = await explain(context, group, ended);
  return {
    model,
    window: grid.windowMs / 1000,
    every: grid.everyMs / 1000,
    timeZone: grid.timeZone,
    allowedLateness: grid.allowedLatenessMs / 1000,
    maximumWait: grid.maximumWaitMs / 1000,
    waitsFor: grid.waitsFor,
    owner: group.shard === group.id ? null : group.shard.slice(group.id.length + 1),
    rules: rules.length,
    ruleNames: rules.slice(0, MOST_NAMES).map(({ name }) => name),
    judgedThrough: head === undefined ? null : new Date(head.cursorMs).toISOString(),
    lagMs: head?.lagMs ?? null,
    windowsBehind: head === undefined ? 0 : Math.max(0, countEnds(grid, head.cursorMs, ended)),
    skippedWindows: head?.skippedWindows ?? 0,
    error: head?.error ?? null,
    rowsScannedPerHour:
      plan === null
        ? null
        : Math.round(plan.rowsPerMs * grid.windowMs * plan.queries.length * (HOUR_MS / grid.everyMs)),
    queries: plan?.queries ?? null,
  };
}

async function explain(context: Context, { model, grid, rules }: RuleGroup, end: number) {
  try {
    return await explainRules(context, { model, windowMs: grid.windowMs, rules, ends: [end] });
  } catch (error) {
    if (error instanceof EngineError && error.engine === 'druid') return null;
    throw error;
  }
}
