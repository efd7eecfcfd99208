// A change of a label set with the evidence that it was made on.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Evidence, Transition } from '#schemas/alerts/transition.ts';
import type { Filter } from '#schemas/filter.ts';
import type { Labels } from '#schemas/alerts/incident.ts';
import { Query } from '#schemas/query.ts';
import { durationMs } from '#schemas/duration.ts';
import type { JudgedSeries, WatermarkView, WindowResult } from './judge-window.ts';
import type { SeriesChange } from './step-series.ts';

interface Change {
  rule: Rule;
  change: SeriesChange;
  window: WindowResult;
  watermark: WatermarkView;
}

export function transitionOf({ rule, change, window, watermark }: Change): Transition {
  const { from, to, level, incident, reason, judged } = change;
  return {
    rule: rule.name,
    labels: judged.labels,
    at: window.end.toISOString(),
    from,
    to,
    level,
    incidentId: incident?.id ?? null,
    reason,
    evidence: evidenceOf({ rule, judged, window, watermark }),
    mark: null,
  };
}

interface Judged {
  rule: Rule;
  judged: JudgedSeries;
  window: WindowResult;
  watermark: WatermarkView;
}

export function evidenceOf({ rule, judged, window, watermark }: Judged): Evidence {
  const { value, score, earlier, verdict, labels } = judged;
  const range = windowRange(rule, window.end);
  return {
    value,
    score,
    threshold: verdict.kind === 'judged' ? verdict.judgment.threshold : null,
    earlier: [...earlier],
    window: range,
    watermark: watermark.watermark?.toISOString() ?? null,
    completeness: window.completeness,
    isStale: watermark.isStale,
    query: queryOf(rule, labels, range),
    contributors: null,
  };
}

export const windowRange = ({ window }: Rule, end: Date) => ({
  from: new Date(end.getTime() - durationMs(window)).toISOString(),
  to: end.toISOString(),
});

/** Asks for the value of one label set again; null for what is no single query. */
export function queryOf(rule: Rule, labels: Labels, timeRange: { from: string; to: string }): Query | null {
  const { model, measure, filters, condition } = rule;
  if (typeof measure !== 'string' || condition.kind === 'stale-data') return null;
  return Query.parse({ model, measures: [measure], filters: [...filters, ...labelFilters(labels)], timeRange });
}

const labelFilters = (labels: Labels): Filter[] =>
  Object.entries(labels).map(([dimension, value]) =>
    value === null ? { dimension, operator: 'is null' } : { dimension, operator: '=', value },
  );
