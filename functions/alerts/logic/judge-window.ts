// What a window says of each label set of a rule: of those that have rows by their score, of those that have none by the rule's policy.
import type { Labels } from '#schemas/alerts/incident.ts';
import type { SeriesState } from '#schemas/alerts/rule-state.ts';
import type { NoDataPolicy, Rule } from '#schemas/alerts/rule.ts';
import { scoreOf } from './earlier-windows.ts';
import { highestLevel, judgeScore } from './judge-score.ts';
import type { Judgment } from './judge-score.ts';
import { labelKey } from './label-key.ts';

/** Partial: it has not ended, or not all of its data is there. Incomplete: it was not waited for any longer. */
export interface WindowResult {
  end: Date;
  completeness: 'complete' | 'incomplete' | 'partial';
  /** An entry for each label set that has a row in the window, and for no other. */
  series: Observation[];
  /** Label sets without a row in it that had one in an earlier window which the rule compares with; by default none. */
  absent?: Observation[];
}
export interface Observation {
  labels: Labels;
  value: number | null;
  /** Values of the windows of `earlierWindows`, in their order. */
  earlier: (number | null)[];
}
export interface WatermarkView {
  watermark: Date | null;
  isStale: boolean;
}

/** Unknown: there is no evidence for anything. No data: the rule asks for an incident of its own. */
export type Verdict = { kind: 'judged'; judgment: Judgment } | { kind: 'unknown' } | { kind: 'no-data' };

export interface JudgedSeries extends Observation {
  score: number | null;
  /** Whether the window has rows of it. */
  hasRows: boolean;
  verdict: Verdict;
}

export interface JudgedWindow {
  rule: Rule;
  known: readonly SeriesState[];
  window: WindowResult;
  watermark: WatermarkView;
}

/** Every label set that was seen or is known. */
export function judgeWindow(judged: JudgedWindow): JudgedSeries[] {
  const { rule, window, watermark } = judged;
  const { condition } = rule;
  if (condition.kind === 'no-data') return [judgeAbsence(rule, window)];
  if (condition.kind === 'stale-data') return [judgeObservation(rule, ageOf(watermark, window.end))];
  const seen = window.series.map((observation) => judgeObservation(rule, observation));
  return window.completeness === 'partial' ? seen : [...seen, ...judgeMissing(judged)];
}

/** That nothing is there says nothing while there is something left to read: only a window that is whole can be empty. */
function judgeAbsence({ condition }: Rule, { series, completeness }: WindowResult): JudgedSeries {
  const isEmpty = series.length === 0;
  const verdict: Verdict =
    isEmpty && completeness !== 'complete'
      ? { kind: 'unknown' }
      : { kind: 'judged', judgment: judgeScore(condition, isEmpty ? 1 : 0) };
  return { ...NOTHING, labels: {}, hasRows: !isEmpty, verdict };
}

const NOTHING = { value: null, score: null, earlier: [] };

function judgeObservation(rule: Rule, observation: Observation): JudgedSeries {
  const score = scoreOf(rule, observation);
  const verdict: Verdict =
    score === null ? { kind: 'unknown' } : { kind: 'judged', judgment: judgeScore(rule.condition, score) };
  return { ...observation, score, hasRows: true, verdict };
}

/** In seconds; an event that is newer than the window's end makes it 0. */
function ageOf({ watermark }: WatermarkView, end: Date): Observation {
  const value = watermark === null ? null : Math.max(0, end.getTime() - watermark.getTime()) / 1000;
  return { labels: {}, value, earlier: [] };
}

function judgeMissing({ rule, known, window }: JudgedWindow): JudgedSeries[] {
  const isEmpty = window.series.length === 0;
  const isGrouped = rule.groupBy.length > 0;
  const missing = withoutSeen(labelsOf(rule, known, window), window);
  const own = missing.filter((labels) => fits(labels, rule));
  if (!isGrouped && own.length === 0 && isEmpty) own.push({});
  if (!isEmpty) {
    // What a rule with groupBy said of having no rows at all is over.
    const whole = missing.filter((labels) => !fits(labels, rule));
    return [
      ...own.map((labels) => judgeByPolicy({ rule, labels, window }, policyIn(window, rule.noData.series))),
      ...whole.map((labels) => judgeByPolicy({ rule, labels, window, hasRows: true }, 'ok')),
    ];
  }
  const policy = policyIn(window, rule.noData.rule);
  // Where no label set is known that could alert, the rule itself does.
  const isOfRule = policy === 'incident' || (policy === 'alerting' && own.length === 0);
  if (!isGrouped || !isOfRule) return own.map((labels) => judgeByPolicy({ rule, labels, window }, policy));
  return [
    ...own.map((labels) => judgeByPolicy({ rule, labels, window }, 'keep-last')),
    judgeByPolicy({ rule, labels: {}, window }, policy),
  ];
}

function withoutSeen(all: Labels[], { series }: WindowResult): Labels[] {
  if (all.length === 0) return all;
  const seen = new Set(series.map(({ labels }) => labelKey(labels)));
  return all.filter((labels) => !seen.has(labelKey(labels)));
}

/** Those that are known; for a rule that takes absence for 0, those of the earlier windows too. */
function labelsOf({ noData }: Rule, known: readonly SeriesState[], { absent = [] }: WindowResult): Labels[] {
  const isCounted = noData.series === 'zero' || noData.rule === 'zero';
  const all = [...known, ...(isCounted ? absent : [])].map(({ labels }) => labels);
  return [...new Map(all.map((labels) => [labelKey(labels), labels])).values()];
}

function earlierOf(labels: Labels, { absent = [] }: WindowResult): (number | null)[] {
  const key = labelKey(labels);
  return absent.find((observation) => labelKey(observation.labels) === key)?.earlier ?? [];
}

/** That all is well, or nothing was counted, can only be said once the data is there. */
const policyIn = ({ completeness }: WindowResult, policy: NoDataPolicy): NoDataPolicy =>
  completeness === 'complete' || policy === 'incident' || policy === 'alerting' ? policy : 'keep-last';

const fits = (labels: Labels, { groupBy }: Rule): boolean => Object.keys(labels).length === groupBy.length;

interface MissingSeries {
  rule: Rule;
  labels: Labels;
  window: WindowResult;
  hasRows?: boolean;
}

function judgeByPolicy({ rule, labels, window, hasRows = false }: MissingSeries, policy: NoDataPolicy): JudgedSeries {
  const missing = { ...NOTHING, labels, hasRows };
  switch (policy) {
    case 'zero':
      return { ...judgeObservation(rule, { labels, value: 0, earlier: earlierOf(labels, window) }), hasRows };
    case 'ok':
      return { ...missing, verdict: { kind: 'judged', judgment: ALL_IS_WELL } };
    case 'alerting': {
      const judgment = {
        ...ALL_IS_WELL,
        level: highestLevel(rule.condition),
        isSafe: { warning: false, critical: false },
      };
      return { ...missing, verdict: { kind: 'judged', judgment } };
    }
    case 'keep-last':
      return { ...missing, verdict: { kind: 'unknown' } };
    case 'incident':
      return { ...missing, verdict: { kind: 'no-data' } };
    default:
      throw new TypeError(`unknown policy ${JSON.stringify(policy satisfies never)}`);
  }
}

const ALL_IS_WELL: Judgment = { level: null, isSafe: { warning: true, critical: true }, threshold: null };
