// What one judged window changes for one label set: its status, its incident, and the transitions between.
import type { Level } from '#schemas/alerts/condition.ts';
import type { Incident, IncidentEvent, Labels } from '#schemas/alerts/incident.ts';
import type { Outcome, SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { durationMs } from '#schemas/duration.ts';
import { describeJudgment } from './describe-judgment.ts';
import { NO_BREACHES, REMEMBERED, addOutcome, flaps, hasBreach, heldLevel } from './hold-breaches.ts';
import { openIncident, updateIncident } from './incident-of.ts';
import type { Seen } from './incident-of.ts';
import { lowestLevel, thresholdOf } from './judge-score.ts';
import type { Judgment } from './judge-score.ts';
import type { JudgedSeries, WatermarkView, WindowResult } from './judge-window.ts';

export interface SeriesStep {
  rule: Rule;
  before: SeriesState | undefined;
  judged: JudgedSeries;
  window: WindowResult;
  watermark: WatermarkView;
}

/** A change of status or level; `type` where somebody is to be told of it. */
export interface SeriesChange {
  from: SeriesState['status'];
  to: SeriesState['status'];
  level: Level | null;
  type: IncidentEvent | null;
  incident: Incident | null;
  reason: string;
  judged: JudgedSeries;
}

/** @returns the series itself when nothing changed, so that it need not be written; undefined when it need not be kept. */
export function stepSeries(step: SeriesStep): { series: SeriesState | undefined; changes: SeriesChange[] } {
  const { rule, before, window } = step;
  if (before === undefined && staysNormal(step)) return { series: undefined, changes: [] };
  const end = window.end.toISOString();
  if (before !== undefined && end <= before.judgedThrough) return { series: before, changes: [] };
  const course = openCourse(step);
  if (window.completeness === 'partial') return fireEarly(step, course);
  advance(step, course);
  const { series, changes } = course;
  const isOver = isForgettable(rule, series) && (before === undefined || isSettled(step, series));
  if (isOver) return { series: undefined, changes };
  if (before !== undefined && changes.length === 0 && isSame(before, series)) return { series: before, changes };
  return { series: { ...series, judgedThrough: end }, changes };
}

/** What is true of most label sets in most windows, so that they cost next to nothing: no breach, and nothing to be remembered. */
function staysNormal({ rule, judged: { verdict, labels } }: SeriesStep): boolean {
  if (verdict.kind === 'no-data' || (verdict.kind === 'judged' && verdict.judgment.level !== null)) return false;
  return !isRemembered(rule, labels);
}

/** The series as it is while the step goes on, and what has changed so far. */
interface Course {
  series: SeriesState;
  changes: SeriesChange[];
}

function openCourse({ before, judged, window }: SeriesStep): Course {
  const end = window.end.toISOString();
  const fresh: SeriesState = {
    labels: judged.labels,
    status: 'normal',
    since: end,
    breachingSince: null,
    ...NO_BREACHES,
    judgedThrough: end,
    early: null,
    incident: null,
  };
  return { series: before ?? fresh, changes: [] };
}

function advance(step: SeriesStep, course: Course): void {
  const { rule, judged, window } = step;
  const judgment = judgmentOf(step, course.series);
  const breaches = addOutcome(rule, course.series, outcomeOf(rule, judgment));
  const breachingSince = hasBreach(rule, breaches) ? (course.series.breachingSince ?? window.end.toISOString()) : null;
  course.series = { ...course.series, ...breaches, breachingSince, early: laterThan(window.end, course.series.early) };
  if (course.series.incident?.kind === 'no-data' && judged.hasRows) end(step, course, 'data arrived');
  if (course.series.incident !== null) goOn(step, course, judgment);
  else if (judged.verdict.kind === 'no-data') openForNoData(step, course);
  else if (judgment !== null) begin(step, course, judgment.level);
}

/** A later window has fired before its end: until it is judged, earlier ones end and lower nothing. */
const laterThan = (windowEnd: Date, early: string | null): string | null =>
  early !== null && early > windowEnd.toISOString() ? early : null;

/** Null for no evidence. A window that fired before its end is a breach, whatever it says at its end. */
function judgmentOf({ judged: { verdict }, window }: SeriesStep, { early, incident }: SeriesState): Judgment | null {
  const hasFired = early === window.end.toISOString() && incident !== null;
  if (verdict.kind !== 'judged' || !hasFired || verdict.judgment.level === 'critical') {
    return verdict.kind === 'judged' ? verdict.judgment : null;
  }
  const { severity } = incident;
  return { ...verdict.judgment, level: severity, isSafe: { warning: false, critical: severity === 'warning' } };
}

function outcomeOf(rule: Rule, judgment: Judgment | null): Outcome {
  if (judgment === null) return '-';
  if (judgment.level !== null) return judgment.level === 'critical' ? 'c' : 'w';
  return judgment.isSafe[lowestLevel(rule.condition)] ? '.' : '~';
}

/** No incident is open. */
function begin(step: SeriesStep, course: Course, level: Level | null): void {
  const held = heldLevel(step.rule, course.series);
  if (held !== null && level !== null) open(step, course, held);
  else if (hasBreach(step.rule, course.series)) change(step, course, { to: 'pending', level });
  else change(step, course, { to: 'normal', level: null });
}

/** An incident is open. */
function goOn(step: SeriesStep, course: Course, judgment: Judgment | null): void {
  const { rule, window } = step;
  const { incident, status, since, early } = course.series;
  if (judgment === null || incident === null || incident.kind === 'no-data') return;
  const held = heldLevel(rule, course.series);
  if (held !== null || !judgment.isSafe[lowestLevel(rule.condition)]) {
    if (status === 'recovering') change(step, course, { to: 'firing', level: incident.severity });
    changeLevel(step, course, { held, judgment });
    return;
  }
  if (early !== null) return;
  const safeSince = status === 'recovering' ? Date.parse(since) : window.end.getTime();
  if (window.end.getTime() - safeSince >= durationMs(rule.keepFiringFor)) end(step, course);
  else if (status !== 'recovering') change(step, course, { to: 'recovering', level: incident.severity });
}

function changeLevel(
  step: SeriesStep,
  course: Course,
  { held, judgment }: { held: Level | null; judgment: Judgment },
): void {
  const { incident, early } = course.series;
  if (incident === null) return;
  const rises = held === 'critical' && incident.severity === 'warning';
  const falls =
    early === null &&
    held !== 'critical' &&
    incident.severity === 'critical' &&
    lowestLevel(step.rule.condition) === 'warning' &&
    judgment.isSafe.critical;
  if (rises || falls) setLevel(step, course, { incident, level: rises ? 'critical' : 'warning' });
}

function setLevel(given: SeriesStep, course: Course, { incident, level }: { incident: Incident; level: Level }): void {
  const step = atLevel(given, level);
  const seen = seenIn(step, course, describeJudgment(step.rule, step.judged));
  const changed = updateIncident(step.rule, { ...incident, severity: level }, seen);
  note(step, course, { to: 'firing', type: 'incident.level-changed', incident: changed });
  course.series = { ...course.series, incident: changed };
}

function open(given: SeriesStep, course: Course, level: Level): void {
  const step = atLevel(given, level);
  const seen = seenIn(step, course, describeJudgment(step.rule, step.judged));
  const incident = openIncident(step.rule, { kind: 'condition', level, startedAt: course.series.breachingSince }, seen);
  note(step, course, { to: 'firing', type: 'incident.opened', incident });
  course.series = { ...course.series, status: 'firing', since: seen.at, incident };
}

/** A window may be a breach of a higher level than that which is held: what is told is the held one. */
function atLevel(step: SeriesStep, level: Level): SeriesStep {
  const { judged, rule } = step;
  if (judged.verdict.kind !== 'judged' || judged.verdict.judgment.level === null) return step;
  const judgment = { ...judged.verdict.judgment, level, threshold: thresholdOf(rule.condition, level) };
  return { ...step, judged: { ...judged, verdict: { kind: 'judged', judgment } } };
}

function openForNoData(step: SeriesStep, course: Course): void {
  const { rule } = step;
  const seen = seenIn(step, course, `no data for ${rule.window}`);
  const level = lowestLevel(rule.condition);
  const incident = openIncident(rule, { kind: 'no-data', level, startedAt: null }, seen);
  note(step, course, { to: 'no-data', type: 'incident.opened', incident });
  course.series = { ...course.series, status: 'no-data', since: seen.at, incident };
}

function end(step: SeriesStep, course: Course, reason = describeJudgment(step.rule, step.judged)): void {
  const { incident: open } = course.series;
  if (open === null) return;
  const seen = seenIn(step, course, reason);
  const incident = updateIncident(step.rule, { ...open, status: 'resolved', resolvedAt: seen.at }, seen);
  note(step, course, { to: 'normal', type: 'incident.resolved', incident });
  course.series = { ...course.series, status: 'normal', since: seen.at, incident: null };
}

/** A change of status that nobody is told of. */
function change(
  step: SeriesStep,
  course: Course,
  { to, level }: { to: SeriesState['status']; level: Level | null },
): void {
  const { status, incident } = course.series;
  if (status === to) return;
  note(step, course, { to, type: null, incident, level });
  course.series = { ...course.series, status: to, since: step.window.end.toISOString() };
}

function note(
  { rule, judged }: SeriesStep,
  { series, changes }: Course,
  { level, ...what }: Pick<SeriesChange, 'to' | 'type' | 'incident'> & { level?: Level | null },
): void {
  const reason = what.incident?.reason ?? describeJudgment(rule, judged);
  changes.push({ from: series.status, level: level ?? what.incident?.severity ?? null, reason, judged, ...what });
}

function seenIn({ judged, window, watermark }: SeriesStep, { series }: Course, reason: string): Seen {
  return {
    at: window.end.toISOString(),
    labels: judged.labels,
    value: judged.value,
    score: judged.score,
    threshold: judged.verdict.kind === 'judged' ? judged.verdict.judgment.threshold : null,
    reason,
    flags: {
      flapping: flaps(series.outcomes, series.incident?.flags.flapping ?? false),
      incomplete: window.completeness === 'incomplete',
      stale: watermark.isStale,
    },
  };
}

/** A breach before the window's end opens an incident or raises its level, as if the window were over; nothing else changes. */
function fireEarly(step: SeriesStep, course: Course): { series: SeriesState | undefined; changes: SeriesChange[] } {
  const { before, judged, window, rule } = step;
  const unchanged = { series: before, changes: [] };
  const level = judged.verdict.kind === 'judged' ? judged.verdict.judgment.level : null;
  if (level === null || course.series.incident?.kind === 'no-data') return unchanged;
  const { series } = course;
  const held = heldLevel(rule, addOutcome(rule, series, level === 'critical' ? 'c' : 'w'));
  const { incident } = series;
  if (held === null || (incident !== null && (held === 'warning' || incident.severity === 'critical')))
    return unchanged;
  if (incident === null) open(step, course, held);
  else setLevel(step, course, { incident, level: held });
  const { judgedThrough, early } = before ?? { judgedThrough: NEVER, early: null };
  const end = window.end.toISOString();
  const newest = early !== null && early > end ? early : end;
  return { series: { ...course.series, judgedThrough, early: newest }, changes: course.changes };
}

const NEVER = new Date(0).toISOString();

/** Nothing in it can matter to a later window. */
const isForgettable = (rule: Rule, { status, incident, outcomes, labels }: SeriesState): boolean =>
  status === 'normal' && incident === null && !/[wc]/.test(outcomes) && !isRemembered(rule, labels);

/** A label set of which something is to be said when it vanishes. */
const isRemembered = ({ noData }: Rule, labels: Labels): boolean =>
  [noData.rule, noData.series].some((policy) => policy !== 'ok' && policy !== 'keep-last') &&
  Object.keys(labels).length > 0;

/** What is forgotten would be judged anew if one of its windows came again. */
const isSettled = ({ rule, window }: SeriesStep, { since }: SeriesState): boolean =>
  window.end.getTime() - Date.parse(since) >= REMEMBERED * durationMs(rule.every);

const isSame = (before: SeriesState, after: SeriesState): boolean =>
  before.status === after.status &&
  before.outcomes === after.outcomes &&
  before.run === after.run &&
  before.criticalRun === after.criticalRun &&
  before.breachingSince === after.breachingSince &&
  before.early === after.early &&
  before.incident === after.incident;
