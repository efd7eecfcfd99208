// What a rule would have done over a time in the past, and how two versions of it differ.
import type { Incident, Labels } from '#schemas/alerts/incident.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import type { BacktestDifference, BacktestNotification, BacktestResult } from '#schemas/alerts/try-rule.ts';
import { durationMs } from '#schemas/duration.ts';
import { isMuted } from './is-muted.ts';
import { labelKey } from './label-key.ts';
import type { IncidentNotice, SteppedRule } from './step-windows.ts';

export interface BacktestRun {
  rule: Rule;
  windows: number;
  /** Label sets that had rows. */
  series: number;
  /** End of the last window, in ms. */
  until: number;
  steps: Pick<SteppedRule, 'transitions' | 'notices'>[];
}

const MOST_ITEMS = 10_000;
/** An incident that opens again so soon (in windows) flaps. */
const FLAP_WINDOWS = 10;

export function summarizeBacktest({ rule, windows, series, until, steps }: BacktestRun): BacktestResult {
  const notices = steps.flatMap((step) => step.notices);
  const transitions = steps.flatMap((step) => step.transitions);
  const incidents = lastOfEach(notices);
  const notifications = notices.map((notice) => notificationOf(rule, notice));
  const told = notifications.filter(({ isMuted: muted }) => !muted).length;
  return {
    windows,
    series,
    firingSeconds: incidents.reduce((sum, incident) => sum + secondsOf(incident, until), 0),
    flaps: countFlaps(incidents, FLAP_WINDOWS * durationMs(rule.every)),
    incidents: incidents.slice(0, MOST_ITEMS),
    notifications: notifications.slice(0, MOST_ITEMS),
    transitions: transitions.slice(0, MOST_ITEMS),
    truncated: [incidents, notifications, transitions].some(({ length }) => length > MOST_ITEMS),
    told: Object.fromEntries(rule.channels.map((channel) => [channel, told])),
  };
}

function lastOfEach(notices: readonly IncidentNotice[]): Incident[] {
  return [...new Map(notices.map(({ incident }) => [incident.id, incident])).values()];
}

function notificationOf(rule: Rule, { type, timestamp, incident }: IncidentNotice): BacktestNotification {
  const { id, labels, severity } = incident;
  return { at: timestamp, type, incidentId: id, labels, severity, isMuted: isMuted(rule, new Date(timestamp)) };
}

const secondsOf = ({ openedAt, resolvedAt }: Incident, until: number): number =>
  ((resolvedAt === null ? until : Date.parse(resolvedAt)) - Date.parse(openedAt)) / 1000;

function countFlaps(incidents: readonly Incident[], withinMs: number): number {
  const bySet = Map.groupBy(incidents, ({ labels }) => labelKey(labels));
  return [...bySet.values()].reduce(
    (sum, own) => sum + own.filter((one, index) => follows(own[index - 1], one, withinMs)).length,
    0,
  );
}

function follows(last: Incident | undefined, next: Incident, withinMs: number): boolean {
  if (last === undefined || last.resolvedAt === null) return false;
  return Date.parse(next.openedAt) - Date.parse(last.resolvedAt) < withinMs;
}

const MOST_LABEL_SETS = 1000;

/** The other version less this one. */
export function compareBacktests(one: BacktestResult, other: BacktestResult): BacktestDifference {
  const channels = new Set([...Object.keys(one.told), ...Object.keys(other.told)]);
  return {
    incidents: other.incidents.length - one.incidents.length,
    firingSeconds: other.firingSeconds - one.firingSeconds,
    notifications: other.notifications.length - one.notifications.length,
    told: Object.fromEntries([...channels].map((name) => [name, (other.told[name] ?? 0) - (one.told[name] ?? 0)])),
    labelSets: compareLabelSets(one, other).slice(0, MOST_LABEL_SETS),
  };
}

function compareLabelSets(one: BacktestResult, other: BacktestResult): { labels: Labels; incidents: number }[] {
  const counts = new Map<string, { labels: Labels; incidents: number }>();
  const count = (incidents: readonly Incident[], by: 1 | -1) => {
    for (const { labels } of incidents) {
      const key = labelKey(labels);
      counts.set(key, { labels, incidents: (counts.get(key)?.incidents ?? 0) + by });
    }
  };
  count(other.incidents, 1);
  count(one.incidents, -1);
  const differing = [...counts.values()].filter(({ incidents }) => incidents !== 0);
  return differing.sort((first, second) => Math.abs(second.incidents) - Math.abs(first.incidents));
}
