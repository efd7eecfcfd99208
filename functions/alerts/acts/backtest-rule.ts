// Runs a rule over the past: the same step as live, over windows that are measured many at once.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Backtest, BacktestRequest, BacktestResult } from '#schemas/alerts/try-rule.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import type { WindowResult } from '../logic/judge-window.ts';
import { labelKey } from '../logic/label-key.ts';
import { stepWindows } from '../logic/step-windows.ts';
import { compareBacktests, summarizeBacktest } from '../logic/summarize-backtest.ts';
import { endAfter, gridOf } from '../logic/window-grid.ts';
import { checkRuleReferences } from './check-rule-references.ts';
import { requireAlerts } from './may-see-alerts.ts';
import { NOTHING_MEASURED, measureRules } from './measure-rules.ts';

/** A month of windows of ten seconds is 260,000; of a minute 43,000. */
const MOST_WINDOWS = 300_000;
/** Values that are in memory at once, about. */
const VALUES_AT_ONCE = 200_000;
const MOST_WINDOWS_AT_ONCE = 20_000;

/**
 * History is whole: no window waits or is incomplete, and `stale-data` has nothing to judge.
 * @throws PlatformError definition.invalid, request.invalid, query.invalid (as for too many label sets), access.forbidden; EngineError
 */
export async function backtestRule(
  context: Context,
  caller: Caller,
  { rule, compare, from, to }: BacktestRequest,
  signal?: AbortSignal,
): Promise<Backtest> {
  requireAlerts(caller, rule.model);
  for (const one of [rule, ...(compare === undefined ? [] : [compare])]) {
    refuseStaleData(one);
    await checkRuleReferences(context, one);
  }
  const range = { from: Date.parse(from), to: Math.min(Date.parse(to), context.now().getTime()), signal };
  const result = await run(context, rule, range);
  const other = compare === undefined ? null : await run(context, compare, range);
  const difference = other === null ? null : compareBacktests(result, other);
  return { from, to: new Date(range.to).toISOString(), rule: result, compare: other, difference };
}

interface Range {
  from: number;
  to: number;
  signal: AbortSignal | undefined;
}

async function run(context: Context, rule: Rule, range: Range): Promise<BacktestResult> {
  const ends = endsIn(rule, range);
  const steps: ReturnType<typeof stepWindows>[] = [];
  const seen = new Set<string>();
  let state: SeriesState[] = [];
  let perWindow = 1;
  for (let first = 0; first < ends.length;) {
    const chunk = ends.slice(first, first + Math.min(MOST_WINDOWS_AT_ONCE, Math.ceil(VALUES_AT_ONCE / perWindow)));
    const windows = await measure(context, { rule, ends: chunk, signal: range.signal });
    const stepped = stepWindows({ rule, state, windows, watermark: { watermark: new Date(range.to), isStale: false } });
    state = stepped.after;
    steps.push(stepped);
    for (const { series } of windows) for (const { labels } of series) seen.add(labelKey(labels));
    perWindow = Math.max(perWindow, seen.size);
    first += chunk.length;
  }
  const until = ends.at(-1) ?? range.to;
  return summarizeBacktest({ rule, windows: ends.length, series: seen.size, until, steps });
}

function endsIn(rule: Rule, { from, to }: Range): number[] {
  const grid = gridOf(rule);
  const ends: number[] = [];
  for (let end = endAfter(grid, from); end <= to; end = endAfter(grid, end)) {
    ends.push(end);
    if (ends.length > MOST_WINDOWS) throw tooMany();
  }
  return ends;
}

function tooMany(): PlatformError {
  const reason = `there are more than ${MOST_WINDOWS} windows until then: take a shorter time, or a larger \`every\``;
  return new PlatformError('request.invalid', `/to ${reason}`, { errors: [{ pointer: '/to', reason }] });
}

interface Measured {
  rule: Rule;
  ends: number[];
  signal: AbortSignal | undefined;
}

async function measure(context: Context, { rule, ends, signal }: Measured): Promise<WindowResult[]> {
  const request = { model: rule.model, windowMs: gridOf(rule).windowMs, rules: [rule], ends };
  const answers = await measureRules(context, { ...request, ...(signal === undefined ? {} : { signal }) });
  const answer = answers.get(rule.name);
  if (answer?.ok !== true) throw answer?.error ?? new TypeError('the rule was not measured');
  return ends.map((end) => ({
    end: new Date(end),
    completeness: 'complete',
    ...(answer.windows.get(end) ?? NOTHING_MEASURED),
  }));
}

function refuseStaleData({ condition }: Rule): void {
  if (condition.kind !== 'stale-data') return;
  const reason = 'has no history: how old the newest data was at a time in the past is not kept';
  throw new PlatformError('request.invalid', `/rule/condition ${reason}`, {
    errors: [{ pointer: '/rule/condition', reason }],
  });
}
