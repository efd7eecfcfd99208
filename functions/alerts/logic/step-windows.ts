// Steps a rule through several windows in order, and gathers what is to be kept and told of it.
import type { SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Transition } from '#schemas/alerts/transition.ts';
import type { Incident, IncidentEvent } from '#schemas/alerts/incident.ts';
import type { WatermarkView, WindowResult } from './judge-window.ts';
import { labelKey } from './label-key.ts';
import { stepRule } from './step-rule.ts';
import { transitionOf } from './transition-of.ts';

export interface WindowSteps {
  rule: Rule;
  state: readonly SeriesState[];
  /** In the order of their ends. */
  windows: readonly WindowResult[];
  watermark: WatermarkView;
}

/** What somebody may be told of. */
export interface IncidentNotice {
  /** The same for the same window, however often it is judged. */
  id: string;
  type: IncidentEvent;
  timestamp: string;
  incident: Incident;
}

export interface SteppedRule {
  rule: Rule;
  before: readonly SeriesState[];
  after: SeriesState[];
  /** All transitions, in order. */
  transitions: Transition[];
  /** All events of incidents, in order. */
  notices: IncidentNotice[];
}

export function stepWindows({ rule, state, windows, watermark }: WindowSteps): SteppedRule {
  let after = [...state];
  const transitions: Transition[] = [];
  const notices: IncidentNotice[] = [];
  for (const window of windows) {
    const step = stepRule({ rule, state: after, window, watermark });
    after = step.state;
    for (const change of step.changes) {
      const transition = transitionOf({ rule, change, window, watermark });
      transitions.push(transition);
      const { type, incident } = change;
      if (type === null || incident === null) continue;
      const id = `msg_${incident.id}~${window.end.getTime()}~${type}`;
      notices.push({ id, type, timestamp: transition.at, incident });
    }
  }
  return { rule, before: state, after, transitions, notices };
}

/** What has fired is remembered for so many windows, each of which may have `maxSeries` others. */
const REMEMBERED_WINDOWS = 21;

/** Whether more label sets have vanished, and would still matter, than the rule may ever have at a time: they would grow without end. */
export const remembersTooMany = ({ rule, after }: Pick<SteppedRule, 'rule' | 'after'>): boolean =>
  after.length > rule.maxSeries * REMEMBERED_WINDOWS;

/**
 * The parts of a stepped rule that belong together, by label set: only those that changed. Of each incident only the newest notice is
 * told: what came before in the same catch-up is folded into it, and the incident itself says since when it is open.
 */
export function changesBySeries({ before, after, transitions, notices }: SteppedRule) {
  const old = new Map(before.map((series) => [labelKey(series.labels), series]));
  const now = new Map(after.map((series) => [labelKey(series.labels), series]));
  const transitionsOf = Map.groupBy(transitions, ({ labels }) => labelKey(labels));
  const newest = new Map(notices.map((notice) => [notice.incident.id, notice]));
  const noticesOf = Map.groupBy(newest.values(), ({ incident }) => labelKey(incident.labels));
  const keys = new Set([...old.keys(), ...now.keys(), ...transitionsOf.keys()]);
  return [...keys]
    .map((key) => ({
      before: old.get(key),
      after: now.get(key),
      transitions: transitionsOf.get(key) ?? [],
      notices: noticesOf.get(key) ?? [],
    }))
    .filter((part) => part.before !== part.after || part.transitions.length > 0);
}
