// Judges the windows of one group that are due, once: whoever claims them. A failure changes nothing, and they stay due.
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { StoredRule } from '#schemas/alerts/rule.ts';
import type { ModelWatermark } from '#schemas/watermark.ts';
import type { Context } from '#functions/platform/context.ts';
import { toPlatformError } from '#functions/platform/errors.ts';
import { breachesOf } from '../logic/correct-window.ts';
import { dueWindows, earlyWindows } from '../logic/due-windows.ts';
import type { DueWindows } from '../logic/due-windows.ts';
import type { RuleGroup } from '../logic/group-rules.ts';
import { windowsInARow } from '../logic/hold-breaches.ts';
import type { WatermarkView, WindowResult } from '../logic/judge-window.ts';
import { stepWindows } from '../logic/step-windows.ts';
import { endAfter } from '../logic/window-grid.ts';
import { groupHeadStore } from '../store/group-heads.ts';
import type { GroupClaim, GroupHead } from '../store/group-heads.ts';
import { NO_STATE, ruleStateStore } from '../store/rule-states.ts';
import type { KeptState, RuleFailure } from '../store/rule-states.ts';
import { judgedWindowStore } from '../store/judged-windows.ts';
import { addContributors } from './add-contributors.ts';
import { commitGroup } from './commit-group.ts';
import type { JudgedRule } from './commit-group.ts';
import { forgetRuleGroups } from './load-rule-groups.ts';
import { measureRules } from './measure-rules.ts';
import { RECHECKED_WINDOWS } from './recheck-windows.ts';
import type { RuleAnswer } from './measure-rules.ts';

/** Longer than the queries of a pass may take. */
const CLAIM_MS = 90_000;
/** How often windows are looked at before their ends, for rules that may fire then. */
const EARLY_MS = 3_000;

export interface GroupTick {
  group: RuleGroup;
  head: GroupHead;
  now: Date;
  watermarkOf: (model: string) => Promise<ModelWatermark>;
}
export type GroupOutcome =
  | { result: 'judged'; windows: number; skippedWindows: number; lagMs: number | null }
  /** No window is due; or another evaluator has them; or Druid, Kafka or the table did not answer. */
  | { result: 'waiting' | 'taken' | 'failed' };

/** Never throws for trouble with the engines: it is kept as the group's error. */
export async function evaluateGroup(context: Context, tick: GroupTick): Promise<GroupOutcome> {
  const { group, head, now } = tick;
  const mayFireEarly = isEarlyDue(tick);
  if (endAfter(group.grid, head.cursorMs) > now.getTime() && !mayFireEarly) return { result: 'waiting' };
  const watermark = await tick.watermarkOf(group.model).catch((error: unknown) => ({ error }));
  const due = 'error' in watermark ? undefined : dueWindows(group.grid, head.cursorMs, horizonOf(now, watermark));
  if (due !== undefined && due.windows.length === 0 && due.gap === null && !mayFireEarly) return { result: 'waiting' };
  const claim = { id: context.newId(), shard: group.shard, until: new Date(now.getTime() + CLAIM_MS) };
  const heads = groupHeadStore(context.table);
  if (!(await heads.claim(claim, { cursorMs: head.cursorMs, now }))) return { result: 'taken' };
  try {
    if ('error' in watermark) throw watermark.error;
    if (due === undefined) throw new TypeError('no windows were chosen');
    return await judge(context, { ...tick, claim, due, view: viewOf(watermark) });
  } catch (error) {
    return keepFailure(context, tick, { claim, error });
  }
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

interface ClaimedTick extends GroupTick {
  claim: GroupClaim;
  due: DueWindows;
  view: WatermarkView;
}

async function judge(context: Context, tick: ClaimedTick): Promise<GroupOutcome> {
  const { group, head, due, claim, now } = tick;
  const states = await ruleStateStore(context.table).listOfGroup(group.id);
  const last = due.windows.at(-1);
  if (last !== undefined) await judgeDue(context, tick, states);
  else await judgeEarly(context, tick, states);
  const cursorMs = last?.end ?? due.gap?.to ?? head.cursorMs;
  const lagMs = last === undefined ? null : now.getTime() - last.end - group.grid.allowedLatenessMs;
  const skippedWindows = due.gap?.windows ?? 0;
  if (skippedWindows > 0) context.log.warn('rules.windows-skipped', { group: group.shard, ...due.gap });
  const progress = { cursorMs, lagMs: lagMs ?? head.lagMs, skippedWindows };
  const earlyMs = last === undefined ? now.getTime() : head.earlyMs;
  await groupHeadStore(context.table).advance(claim, { ...progress, earlyMs });
  return { result: 'judged', windows: due.windows.length, skippedWindows, lagMs };
}

type States = Map<string, KeptState>;

async function judgeDue(context: Context, tick: ClaimedTick, states: States): Promise<void> {
  const { group, due, claim, view } = tick;
  const ends = due.windows.map(({ end }) => end);
  const request = { model: group.model, windowMs: group.grid.windowMs, rules: group.rules, ends };
  const answers = await measureRules(context, request);
  const judged = group.rules.map((rule) =>
    stepAnswered(context, {
      rule,
      state: states.get(rule.name) ?? NO_STATE,
      answer: answers.get(rule.name),
      due,
      view,
    }),
  );
  await commitGroup(context, { group, claim, judged: await explain(context, judged) });
  await keepBreaches(context, tick, answers);
}

/** The newest windows are measured again later, for late data. */
async function keepBreaches(context: Context, { group, due, view }: ClaimedTick, answers: Map<string, RuleAnswer>) {
  for (const { end, completeness } of due.windows.slice(-RECHECKED_WINDOWS)) {
    const breaches = group.rules.flatMap((rule) => {
      const answer = answers.get(rule.name);
      if (answer?.ok !== true) return [];
      const window: WindowResult = { end: new Date(end), completeness, series: answer.windows.get(end) ?? [] };
      return breachesOf(rule, window, view).map(({ labels, value, level }) => ({
        rule: rule.name,
        labels,
        value,
        level,
      }));
    });
    await judgedWindowStore(context.table).put(group.shard, { endMs: end, breaches }, context.now());
  }
}

interface Answered {
  rule: StoredRule;
  state: KeptState;
  answer: RuleAnswer | undefined;
  due: DueWindows;
  view: WatermarkView;
}

/** A rule that fails by itself stays as it is; the windows are lost to it, and counted. */
function stepAnswered(context: Context, { rule, state, answer, due, view }: Answered): JudgedRule {
  if (answer === undefined || !answer.ok) {
    const { code, message } = toPlatformError(answer?.error ?? new TypeError('the rule was not measured'));
    const before = state.failure;
    const error = {
      at: context.now().toISOString(),
      detail: `${code}: ${message}`,
      attempts: (before?.error?.attempts ?? 0) + 1,
    };
    context.log.warn('rule.not-evaluated', { rule: rule.name, code, detail: message });
    const failure = { error, skippedWindows: (before?.skippedWindows ?? 0) + due.windows.length };
    return { rule, stepped: null, before, failure };
  }
  const windows = due.windows.map(({ end, completeness }): WindowResult => ({
    end: new Date(end),
    completeness,
    series: answer.windows.get(end) ?? [],
  }));
  const stepped = stepWindows({ rule, state: state.series, windows, watermark: view });
  return { rule, stepped, before: state.failure, failure: withoutError(state.failure) };
}

/** Judged again; what it has missed stays counted. */
const withoutError = (failure: RuleFailure | null): RuleFailure | null =>
  failure === null || failure.error === null ? failure : { ...failure, error: null };

/** What a rule says of windows that have not ended; it can only fire. */
async function judgeEarly(context: Context, tick: ClaimedTick, states: States): Promise<void> {
  const { group, head, claim, view, now } = tick;
  const { next, open } = earlyWindows(group.grid, head.cursorMs, now.getTime());
  const rules = group.rules.filter(({ early }) => early);
  const ends = [...new Set([next, open])];
  const answers = await measureRules(context, { model: group.model, windowMs: group.grid.windowMs, rules, ends });
  const judged = rules.flatMap((rule): JudgedRule[] => {
    const answer = answers.get(rule.name);
    if (answer?.ok !== true) return [];
    const { series, failure } = states.get(rule.name) ?? NO_STATE;
    const seen = windowsInARow(rule) === 1 && rule.windows === undefined ? ends : [next];
    const windows = seen.map((end): WindowResult => ({
      end: new Date(end),
      completeness: 'partial',
      series: answer.windows.get(end) ?? [],
    }));
    const stepped = stepWindows({ rule, state: series, windows, watermark: view });
    return [{ rule, stepped, before: failure, failure }];
  });
  await commitGroup(context, { group, claim, judged: await explain(context, judged) });
}

/** What opens an incident is explained while it is fresh. */
async function explain(context: Context, judged: readonly JudgedRule[]): Promise<JudgedRule[]> {
  const stepped = judged.flatMap((one) => (one.stepped === null ? [] : [one.stepped]));
  const explained = new Map((await addContributors(context, stepped)).map((one) => [one.rule.name, one]));
  return judged.map((one) => ({ ...one, stepped: explained.get(one.rule.name) ?? null }));
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
  const attempts = (head.error?.attempts ?? 0) + 1;
  await groupHeadStore(context.table).fail(claim, {
    at: context.now().toISOString(),
    detail: `${code}: ${message}`,
    attempts,
  });
  return { result: 'failed' };
}
