// What the windows of a group's rules hold, in as few queries as can be; the earlier windows that a rule compares with as well.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Context } from '#functions/platform/context.ts';
import { earlierWindows } from '../logic/earlier-windows.ts';
import type { Ask, AskAnswer, MeasuredSeries } from '../logic/fusion/ask.ts';
import type { Observation } from '../logic/judge-window.ts';
import { labelKey } from '../logic/label-key.ts';
import { explainWindows, measureWindows } from './measure-windows.ts';

export interface RulesRequest {
  model: string;
  windowMs: number;
  rules: readonly Rule[];
  /** Ends of the windows in ms, ascending. */
  ends: number[];
  signal?: AbortSignal;
}
export interface MeasuredWindow {
  series: Observation[];
  /** Label sets that only earlier windows have. */
  absent: Observation[];
}
export type RuleAnswer = { ok: true; windows: Map<number, MeasuredWindow> } | { ok: false; error: unknown };

/** What a window without an answer holds. */
export const NOTHING_MEASURED: MeasuredWindow = { series: [], absent: [] };

/** By the rule's name. @throws EngineError when Druid cannot be asked at all */
export async function measureRules(context: Context, request: RulesRequest): Promise<Map<string, RuleAnswer>> {
  const { rules, ends } = request;
  const asked = rules.filter(({ condition }) => condition.kind !== 'stale-data');
  const current =
    asked.length === 0 ? new Map<string, AskAnswer>() : await measure(context, request, { rules: asked, ends });
  const earlier = await measureEarlier(context, request, asked);
  return new Map(
    rules.map((rule) => {
      const answer = current.get(rule.name) ?? emptyAnswer(ends);
      return [rule.name, joinEarlier({ rule, answer, earlier: earlier.get(rule.name) })];
    }),
  );
}

/** What would be asked of Druid for a window; the earlier windows that rules compare with are asked in the same way. */
export async function explainRules(context: Context, { model, windowMs, rules, ends }: RulesRequest) {
  const asks = rules.filter(({ condition }) => condition.kind !== 'stale-data').map(askOf);
  if (asks.length === 0) return { rowsPerMs: 0, queries: [] };
  const { plan } = await explainWindows(context, { model, windows: { windowMs, ends }, asks });
  return {
    rowsPerMs: plan.rowsPerMs,
    queries: plan.queries.map(({ kind, dimensions, asks: answered, estimatedRows, reason }) => ({
      kind,
      dimensions,
      asks: answered.length,
      estimatedRows,
      reason,
    })),
  };
}

const emptyAnswer = (ends: number[]): AskAnswer => ({ ok: true, windows: new Map(ends.map((end) => [end, []])) });

const askOf = ({ name, measure, filters, groupBy, maxSeries }: Rule): Ask => ({
  key: name,
  measure,
  filters,
  groupBy,
  maxSeries,
});

const measure = (
  context: Context,
  { model, windowMs, signal }: RulesRequest,
  { rules, ends }: { rules: readonly Rule[]; ends: number[] },
) =>
  measureWindows(context, {
    model,
    windows: { windowMs, ends },
    asks: rules.map(askOf),
    ...(signal === undefined ? {} : { signal }),
  });

/** Rules that compare with the same earlier windows are asked together. */
async function measureEarlier(context: Context, request: RulesRequest, rules: readonly Rule[]) {
  const needed = Map.groupBy(rules, (rule) => {
    const ends = request.ends.flatMap((end) => earlierWindows(rule, end));
    return [...new Set(ends)].sort((one, other) => one - other).join(' ');
  });
  const answers = new Map<string, AskAnswer>();
  for (const [key, members] of needed) {
    if (key === '') continue;
    const found = await measure(context, request, { rules: members, ends: key.split(' ').map(Number) });
    for (const [rule, answer] of found) answers.set(rule, answer);
  }
  return answers;
}

interface Joined {
  rule: Rule;
  answer: AskAnswer;
  earlier: AskAnswer | undefined;
}

function joinEarlier({ rule, answer, earlier }: Joined): RuleAnswer {
  if (!answer.ok) return answer;
  if (earlier === undefined) return { ok: true, windows: withoutEarlier(answer.windows) };
  if (!earlier.ok) return earlier;
  const valuesAt = new Map([...earlier.windows].map(([end, series]) => [end, byLabels(series)]));
  const windows = [...answer.windows].map(([end, series]): [number, MeasuredWindow] => {
    const compared = earlierWindows(rule, end).map((one) => valuesAt.get(one) ?? new Map<string, MeasuredSeries>());
    const observe = ({ labels, value }: MeasuredSeries): Observation => {
      const key = labelKey(labels);
      return { labels, value, earlier: compared.map((values) => values.get(key)?.value ?? null) };
    };
    const present = byLabels(series);
    const before = new Map(compared.flatMap((values) => values.entries().toArray()));
    const absent = [...before].flatMap(([key, { labels }]) =>
      present.has(key) ? [] : [observe({ labels, value: null })],
    );
    return [end, { series: series.map(observe), absent }];
  });
  return { ok: true, windows: new Map(windows) };
}

const withoutEarlier = (windows: Map<number, MeasuredSeries[]>): Map<number, MeasuredWindow> =>
  new Map(
    [...windows].map(([end, series]) => [end, { series: series.map((one) => ({ ...one, earlier: [] })), absent: [] }]),
  );

const byLabels = (series: readonly MeasuredSeries[]) => new Map(series.map((one) => [labelKey(one.labels), one]));
