// Judges the windows of one group that are due, once: whoever claims them. A failure changes nothing, and they stay due.
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import { EngineError } from '#engines/engine-error.ts';
import type { ModelWatermark } from '#schemas/watermark.ts';
import type { Context } from '#functions/platform/context.ts';
import { toPlatformError } from '#functions/platform/errors.ts';
import { dueWindows } from '../logic/due-windows.ts';
import type { RuleGroup } from '../logic/group-rules.ts';
import { jitterMs } from '../logic/jitter.ts';
import type { WatermarkView } from '../logic/judge-window.ts';
import { endAfter } from '../logic/window-grid.ts';
import { groupHeadStore } from '../store/group-heads.ts';
import type { GroupClaim, GroupHead } from '../store/group-heads.ts';
import { ruleStateStore } from '../store/rule-states.ts';
import { judgeDueWindows } from './judge-due-windows.ts';
import type { ClaimedTick } from './judge-due-windows.ts';
import { judgeEarlyWindows } from './judge-early-windows.ts';
import { forgetRuleGroups } from './load-rule-groups.ts';

/** Longer than the queries of a pass may take. */
const CLAIM_MS = 90_000;
/** How often windows are looked at before their ends, for rules that may fire then. */
const EARLY_MS = 3_000;

export interface GroupTick {
  group: RuleGroup;
  head: GroupHead;
  now: Date;
  /** As it was when the tick began, or a little later. */
  watermarkOf: (model: string) => Promise<ModelWatermark>;
  /** As it is now. */
  observe: (model: string) => Promise<ModelWatermark>;
}
export type GroupOutcome =
  | { result: 'judged'; windows: number; skippedWindows: number; lagMs: number | null }
  /** No window is due; or another evaluator has them; or Druid, Kafka or the table did not answer. */
  | { result: 'waiting' | 'taken' | 'failed' };

/** Never throws for trouble with the engines: it is kept as the group's error. */
export async function evaluateGroup(context: Context, tick: GroupTick): Promise<GroupOutcome> {
  const { group, head, now } = tick;
  const mayFireEarly = isEarlyDue(tick);
  const mayBeDueAt = endAfter(group.grid, head.cursorMs) + jitterMs(group);
  if (mayBeDueAt > now.getTime() && !mayFireEarly) return { result: 'waiting' };
  const watermark = await tick.watermarkOf(group.model).catch((error: unknown) => ({ error }));
  const due = 'error' in watermark ? undefined : dueWindows(group.grid, head.cursorMs, horizonOf(now, watermark));
  if (due !== undefined && due.windows.length === 0 && due.gap === null && !mayFireEarly) return { result: 'waiting' };
  const claim = { id: context.newId(), shard: group.shard, until: new Date(now.getTime() + CLAIM_MS) };
  const heads = groupHeadStore(context.table);
  if (!(await heads.claim(claim, { cursorMs: head.cursorMs, now }))) return { result: 'taken' };
  try {
    if ('error' in watermark) throw watermark.error;
    if (due === undefined) throw new TypeError('no windows were chosen');
    const requireWhole = () => requireFresh(tick, watermark);
    return await judge(context, { ...tick, claim, due, view: viewOf(watermark), requireWhole });
  } catch (error) {
    return keepFailure(context, tick, { claim, error });
  }
}

/**
 * When a task of Druid is lost, queries see fewer rows until the next one has read them again: what was measured meanwhile is no answer.
 * @throws EngineError if the model became stale since
 */
async function requireFresh({ group, observe }: GroupTick, before: ModelWatermark): Promise<void> {
  if (before.isStale) return;
  const { isStale, staleReason } = await observe(group.model);
  if (isStale)
    throw new EngineError('druid', 'busy', `the model became stale while it was measured: ${staleReason ?? ''}`);
}

function isEarlyDue({ group, head, now }: GroupTick): boolean {
  return now.getTime() - head.earlyMs >= EARLY_MS && group.rules.some(({ early }) => early);
}

const timeOf = (text: string | null): number | null => (text === null ? null : Date.parse(text));

const horizonOf = (now: Date, { watermark, caughtUpAt }: ModelWatermark) => ({
  now: now.getTime(),
  watermark: timeOf(watermark),
  caughtUpAt: timeOf(caughtUpAt),
});

const viewOf = ({ watermark, isStale }: ModelWatermark): WatermarkView => ({
  watermark: watermark === null ? null : new Date(watermark),
  isStale,
});

async function judge(context: Context, tick: ClaimedTick): Promise<GroupOutcome> {
  const { group, head, due, claim, now } = tick;
  const states = await ruleStateStore(context.table).listOfGroup(group.id);
  const last = due.windows.at(-1);
  if (last !== undefined) await judgeDueWindows(context, tick, states);
  else await judgeEarlyWindows(context, tick, states);
  const cursorMs = last?.end ?? due.gap?.to ?? head.cursorMs;
  const lagMs = last === undefined ? null : now.getTime() - last.end - group.grid.allowedLatenessMs;
  const skippedWindows = due.gap?.windows ?? 0;
  if (skippedWindows > 0) context.log.warn('rules.windows-skipped', { group: group.shard, ...due.gap });
  const of = { group: group.shard };
  if (lagMs !== null) context.metrics.record('EvaluationLag', lagMs, of);
  if (skippedWindows > 0) context.metrics.record('WindowsSkipped', skippedWindows, of);
  const progress = { cursorMs, lagMs: lagMs ?? head.lagMs, skippedWindows };
  const earlyMs = last === undefined ? now.getTime() : head.earlyMs;
  await groupHeadStore(context.table).advance(claim, { ...progress, earlyMs });
  return { result: 'judged', windows: due.windows.length, skippedWindows, lagMs };
}

interface Failed {
  claim: GroupClaim;
  error: unknown;
}

async function keepFailure(
  context: Context,
  { group, head }: GroupTick,
  { claim, error }: Failed,
): Promise<GroupOutcome> {
  if (error instanceof ConditionFailed) {
    // The claim was lost, or a rule is no longer what it was: it is read again for the next tick.
    forgetRuleGroups(context);
    await groupHeadStore(context.table).release(claim);
    context.log.warn('rules.claim-lost', { group: group.shard });
    return { result: 'taken' };
  }
  const { code, message } = toPlatformError(error);
  context.log.error('rules.not-evaluated', error, { group: group.shard, code });
  context.metrics.record('EvaluationFailures', 1, { group: group.shard });
  const attempts = (head.error?.attempts ?? 0) + 1;
  await groupHeadStore(context.table).fail(claim, {
    at: context.now().toISOString(),
    detail: `${code}: ${message}`,
    attempts,
  });
  return { result: 'failed' };
}
