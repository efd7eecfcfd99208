// What one evaluation of a rule changes. Pure: the same rule, state, result and time always give the same answer.
import type { Incident, Labels } from '#schemas/alerts/incident.ts';
import type { SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Condition, Rule } from '#schemas/alerts/rule.ts';
import { durationMs } from '#schemas/duration.ts';
import { incidentId } from './incident-id.ts';
import { labelKey } from './label-key.ts';

/** The answered window: one observation a label set that has rows; `emptyValue` is what the measure says of no rows. */
export interface WindowResult {
  series: Observation[];
  emptyValue: number | null;
}
interface Observation {
  labels: Labels;
  value: number | null;
}

export interface AlertState {
  evaluatedAt: Date | null;
  series: SeriesState[];
}

export interface AlertEvent {
  type: 'incident.opened' | 'incident.resolved';
  incident: Incident;
}

export interface Step {
  rule: Rule;
  state: AlertState;
  result: WindowResult;
  now: Date;
}

/**
 * One evaluation at `now`, the end of the window. An evaluation that is not later than the last one changes nothing.
 * A known label set without rows is judged by `emptyValue`; null never holds. A window that was not answered is no step.
 */
export function stepRule({ rule, state, result, now }: Step): { state: AlertState; events: AlertEvent[] } {
  if (state.evaluatedAt !== null && now <= state.evaluatedAt) return { state, events: [] };
  const known = new Map(state.series.map((series) => [labelKey(series.labels), series]));
  const steps = judge(rule, state, result).map((judgment) =>
    stepSeries({ rule, judgment, now, before: known.get(labelKey(judgment.labels)) }),
  );
  return {
    state: { evaluatedAt: now, series: steps.flatMap(({ series }) => (series === undefined ? [] : [series])) },
    events: steps.flatMap(({ event }) => (event === undefined ? [] : [event])),
  };
}

interface Judgment extends Observation {
  holds: boolean;
}

/** Every label set that is known or was seen; one that a former version of the rule grouped by no longer holds. */
function judge(rule: Rule, { series: known }: AlertState, { series, emptyValue }: WindowResult): Judgment[] {
  const sets = new Map<string, Observation>();
  const add = (observation: Observation) => sets.set(labelKey(observation.labels), observation);
  if (rule.groupBy.length === 0) add({ labels: {}, value: emptyValue });
  for (const { labels } of known) add({ labels, value: emptyValue });
  for (const observation of series) add(observation);
  const { condition } = rule;
  return [...sets.values()].map(({ labels, value }) => {
    if (!fits(labels, rule.groupBy)) return { labels, value: null, holds: false };
    if (condition.kind === 'no-data') return { labels, value: null, holds: series.length === 0 };
    return { labels, value, holds: passes(condition, value) };
  });
}

const fits = (labels: Labels, groupBy: string[]): boolean =>
  Object.keys(labels).length === groupBy.length && groupBy.every((dimension) => dimension in labels);

function passes({ operator, threshold }: Condition & { kind: 'threshold' }, value: number | null): boolean {
  if (value === null) return false;
  switch (operator) {
    case '>':
      return value > threshold;
    case '>=':
      return value >= threshold;
    case '<':
      return value < threshold;
    case '<=':
      return value <= threshold;
  }
}

interface SeriesStep {
  rule: Rule;
  judgment: Judgment;
  before: SeriesState | undefined;
  now: Date;
}

function stepSeries(step: SeriesStep): { series?: SeriesState; event?: AlertEvent } {
  const { rule, judgment, before, now } = step;
  if (!judgment.holds) {
    if (before?.status !== 'firing') return {};
    return { event: resolve({ incident: before.incident, at: now, value: judgment.value, reason: calmReason(step) }) };
  }
  if (before?.status === 'firing') return { series: before };
  const since = before?.since ?? now.toISOString();
  const { labels } = judgment;
  if (now.getTime() - Date.parse(since) < durationMs(rule.for))
    return { series: before ?? { status: 'pending', labels, since } };
  const incident = open(step);
  return { series: { status: 'firing', labels, since, incident }, event: { type: 'incident.opened', incident } };
}

function open({ rule, judgment: { labels, value }, now }: SeriesStep): Incident {
  const { condition } = rule;
  return {
    id: incidentId({ rule: rule.name, labels, openedAt: now }),
    rule: rule.name,
    labels,
    severity: rule.severity,
    status: 'open',
    value,
    threshold: condition.kind === 'threshold' ? condition.threshold : null,
    openedAt: now.toISOString(),
    resolvedAt: null,
    reason:
      condition.kind === 'threshold'
        ? `${rule.measure} is ${value} over ${rule.window}, ${condition.operator} ${condition.threshold}`
        : `no data for ${rule.window}`,
  };
}

function calmReason({ rule, judgment: { value } }: SeriesStep): string {
  const { condition } = rule;
  if (condition.kind === 'no-data') return 'data arrived';
  if (value === null) return `${rule.measure} has no value over ${rule.window}`;
  return `${rule.measure} is ${value} over ${rule.window}, not ${condition.operator} ${condition.threshold}`;
}

/** The end of an incident, also for a reason that no window showed: its rule was deleted or disabled. */
export function resolve({
  incident,
  at,
  value,
  reason,
}: {
  incident: Incident;
  at: Date;
  value: number | null;
  reason: string;
}): AlertEvent {
  return {
    type: 'incident.resolved',
    incident: { ...incident, status: 'resolved', value, resolvedAt: at.toISOString(), reason },
  };
}
