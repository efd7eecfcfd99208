// Measures the windows of a group that are due, steps its rules through them, and writes what that changed.
import type { StoredRule } from '#schemas/alerts/rule.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError, toPlatformError } from '#functions/platform/errors.ts';
import { breachesOf } from '../logic/correct-window.ts';
import type { DueWindows } from '../logic/due-windows.ts';
import type { RuleGroup } from '../logic/group-rules.ts';
import type { WatermarkView, WindowResult } from '../logic/judge-window.ts';
import { remembersTooMany, stepWindows } from '../logic/step-windows.ts';
import type { GroupClaim, GroupHead } from '../store/group-heads.ts';
import { judgedWindowStore } from '../store/judged-windows.ts';
import { NO_STATE } from '../store/rule-states.ts';
import type { KeptState, RuleFailure } from '../store/rule-states.ts';
import { explainIncidents } from './explain-incidents.ts';
import { commitGroup } from './commit-group.ts';
import type { JudgedRule } from './commit-group.ts';
import { NOTHING_MEASURED, measureRules } from './measure-rules.ts';
import type { RuleAnswer } from './measure-rules.ts';
import { RECHECKED_WINDOWS } from './recheck-windows.ts';

/** A group whose windows this evaluator alone may judge now. */
export interface ClaimedTick {
  group: RuleGroup;
  head: GroupHead;
  claim: GroupClaim;
  now: Date;
  due: DueWindows;
  view: WatermarkView;
  /** Throws if what was measured since the claim may lack rows. */
  requireWhole: () => Promise<void>;
}

/** @param states what the group's rules have seen, by rule. @throws EngineError, ConditionFailed */
export async function judgeDueWindows(
  context: Context,
  tick: ClaimedTick,
  states: Map<string, KeptState>,
): Promise<void> {
  const { group, due, claim, view } = tick;
  const ends = due.windows.map(({ end }) => end);
  const request = { model: group.model, windowMs: group.grid.windowMs, rules: group.rules, ends };
  const answers = await measureRules(context, request);
  await tick.requireWhole();
  const judged = group.rules.map((rule) =>
    stepAnswered(context, {
      rule,
      state: states.get(rule.name) ?? NO_STATE,
      answer: answers.get(rule.name),
      due,
      view,
    }),
  );
  await commitGroup(context, { group, claim, judged: await explainIncidents(context, judged) });
  await keepBreaches(context, tick, answers);
}

/** The newest windows are measured again later, for late data. */
async function keepBreaches(context: Context, { group, due, view }: ClaimedTick, answers: Map<string, RuleAnswer>) {
  for (const { end, completeness } of due.windows.slice(-RECHECKED_WINDOWS)) {
    const breaches = group.rules.flatMap((rule) => {
      const answer = answers.get(rule.name);
      if (answer?.ok !== true) return [];
      const window = resultOf({ end, completeness }, answer.windows);
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

function stepAnswered(context: Context, answered: Answered): JudgedRule {
  const { rule, state, answer, due, view } = answered;
  if (answer === undefined || !answer.ok)
    return failRule(context, answered, answer?.error ?? new TypeError('the rule was not measured'));
  const windows = due.windows.map((window) => resultOf(window, answer.windows));
  const stepped = stepWindows({ rule, state: state.series, windows, watermark: view });
  if (remembersTooMany(stepped)) return failRule(context, answered, tooManyRemembered(rule.maxSeries));
  return { rule, stepped, before: state.failure, failure: withoutError(state.failure) };
}

const resultOf = (
  { end, completeness }: DueWindows['windows'][number],
  measured: Extract<RuleAnswer, { ok: true }>['windows'],
): WindowResult => ({ ...(measured.get(end) ?? NOTHING_MEASURED), end: new Date(end), completeness });

/** A rule that fails by itself stays as it is; the windows are lost to it, and counted. */
function failRule(context: Context, { rule, state: { failure: before }, due }: Answered, cause: unknown): JudgedRule {
  const { code, message } = toPlatformError(cause);
  const attempts = (before?.error?.attempts ?? 0) + 1;
  const error = { at: context.now().toISOString(), detail: `${code}: ${message}`, attempts };
  context.log.warn('rule.not-evaluated', { rule: rule.name, code, detail: message });
  const failure = { error, skippedWindows: (before?.skippedWindows ?? 0) + due.windows.length };
  return { rule, stepped: null, before, failure };
}

const tooManyRemembered = (maxSeries: number): PlatformError =>
  new PlatformError(
    'query.invalid',
    `the rule remembers so many label sets that have vanished that there is no end of it (maxSeries is ${maxSeries}): group by less, or let noData.series be "ok"`,
  );

/** Judged again; what it has missed stays counted. */
const withoutError = (failure: RuleFailure | null): RuleFailure | null =>
  failure === null || failure.error === null ? failure : { ...failure, error: null };
