// What a rule has seen, and how far and how well it was evaluated.
import type { RuleState, SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { groupIdOf } from '../logic/group-rules.ts';
import { groupHeadStore } from '../store/group-heads.ts';
import { ruleStateStore } from '../store/rule-states.ts';
import { getRule } from './get-rule.ts';

/** @throws PlatformError definition.not-found, access.forbidden */
export async function getRuleState(context: Context, caller: Caller, name: string): Promise<RuleState> {
  const rule = await getRule(context, caller, name);
  const group = groupIdOf(rule);
  const heads = groupHeadStore(context.table);
  const [shared, own, { series, failure }] = await Promise.all([
    heads.get(group),
    heads.get(`${group}#${rule.owner}`),
    ruleStateStore(context.table).listOfRule(group, name),
  ]);
  const head = rule.enabled ? (own ?? shared) : undefined;
  const error = failure?.error ?? head?.error ?? null;
  const judged = head === undefined || head.cursorMs < Date.parse(rule.createdAt) ? null : head.cursorMs;
  return {
    rule: name,
    status: error === null ? worstStatus(series) : 'error',
    level: highestLevel(series),
    evaluatedAt: judged === null ? null : new Date(judged).toISOString(),
    error,
    lagMs: head?.lagMs ?? null,
    skippedWindows: (head?.skippedWindows ?? 0) + (failure?.skippedWindows ?? 0),
    series,
  };
}

const FROM_WORST = ['firing', 'no-data', 'recovering', 'pending', 'normal'] as const;

const worstStatus = (series: SeriesState[]) =>
  FROM_WORST.find((status) => series.some((one) => one.status === status)) ?? 'normal';

function highestLevel(series: SeriesState[]): RuleState['level'] {
  const levels = new Set(series.flatMap(({ incident }) => (incident === null ? [] : [incident.severity])));
  if (levels.has('critical')) return 'critical';
  return levels.has('warning') ? 'warning' : null;
}
