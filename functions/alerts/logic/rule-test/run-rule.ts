// A rule in a case: evaluated at each moment as it would be live, by the same choice of windows and the same step.
import type { Incident } from '#schemas/alerts/incident.ts';
import type { RuleState, SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { dueWindows, earlyWindows } from '../due-windows.ts';
import { windowsInARow } from '../hold-breaches.ts';
import { isMuted } from '../is-muted.ts';
import type { WindowResult } from '../judge-window.ts';
import { remembersTooMany, stepWindows } from '../step-windows.ts';
import type { IncidentNotice } from '../step-windows.ts';
import { endAfter, endAtOrBefore, gridOf } from '../window-grid.ts';
import type { WindowGrid } from '../window-grid.ts';
import type { Measured } from './measure-samples.ts';
import type { TestWatermark } from './watermark-at.ts';

export interface Told {
  at: number;
  rule: string;
  notice: IncidentNotice;
}

/** What the rule is at a moment. */
export interface RuleView extends Pick<RuleState, 'status' | 'level' | 'skippedWindows'> {
  evaluatedAt: number | null;
  series: readonly SeriesState[];
  /** Resolved ones too, each as it was last told. */
  incidents: readonly Incident[];
}

export interface TestedRule {
  rule: Rule;
  measure: (end: number, now: number) => Measured;
  watermarkAt: (now: number) => TestWatermark;
  start: number;
}

export interface RunningRule {
  /** @param canAsk whether Druid answers */
  evaluate: (now: number, canAsk: boolean) => Told[];
  view: () => RuleView;
}

export function runRule({ rule, measure, watermarkAt, start }: TestedRule): RunningRule {
  const grid = gridOf(rule);
  const first = endAtOrBefore(grid, start);
  let [cursor, skippedWindows, hasFailed] = [first, 0, false];
  let series: readonly SeriesState[] = [];
  const incidents = new Map<string, Incident>();

  const step = (windows: WindowResult[], now: number): Told[] => {
    const { watermark, isStale } = watermarkAt(now);
    const view = { watermark: watermark === null ? null : new Date(watermark), isStale };
    const stepped = stepWindows({ rule, state: series, windows, watermark: view });
    if (remembersTooMany(stepped)) {
      hasFailed = true;
      skippedWindows += windows.length;
      return [];
    }
    series = stepped.after;
    for (const { incident } of stepped.notices) incidents.set(incident.id, incident);
    const notices = isMuted(rule, new Date(now)) ? [] : stepped.notices;
    return notices.map((notice) => ({ at: now, rule: rule.name, notice }));
  };

  const judgeDue = (now: number): Told[] => {
    const { windows, gap } = dueWindows(grid, cursor, { now, ...watermarkAt(now) });
    if (windows.length === 0 && gap === null) return [];
    cursor = windows.at(-1)?.end ?? gap?.to ?? cursor;
    const results = windows.map(({ end, completeness }) => ({
      end: new Date(end),
      completeness,
      ...measure(end, now),
    }));
    // Too many label sets are an error of the rule; its windows are lost to it.
    hasFailed = results.some((result) => result.series.length > rule.maxSeries);
    skippedWindows += (gap?.windows ?? 0) + (hasFailed ? windows.length : 0);
    return [...(hasFailed ? [] : step(results, now)), ...judgeDue(now)];
  };

  const evaluate = (now: number, canAsk: boolean): Told[] => {
    if (!canAsk) {
      hasFailed ||= endAfter(grid, cursor) <= now;
      return [];
    }
    const before = cursor;
    const told = judgeDue(now);
    if (cursor !== before || !rule.early) return told;
    return step(partialWindows(rule, { grid, cursor, now, measure }), now);
  };

  const view = (): RuleView => ({
    status: hasFailed ? 'error' : worstStatus(series),
    level: levelOf(series),
    skippedWindows,
    evaluatedAt: cursor === first ? null : cursor,
    series,
    incidents: [...incidents.values()],
  });
  return { evaluate, view };
}

interface Partial {
  grid: WindowGrid;
  cursor: number;
  now: number;
  measure: TestedRule['measure'];
}

function partialWindows(rule: Rule, { grid, cursor, now, measure }: Partial): WindowResult[] {
  const ends = earlyWindows(grid, cursor, now);
  const seen = windowsInARow(rule) === 1 && rule.windows === undefined ? ends : ends.slice(0, 1);
  return seen.map((end): WindowResult => {
    const { series, absent } = measure(end, now);
    return { end: new Date(end), completeness: 'partial', series, absent };
  });
}

const FROM_WORST = ['firing', 'no-data', 'recovering', 'pending', 'normal'] as const;

const worstStatus = (series: readonly SeriesState[]) =>
  FROM_WORST.find((status) => series.some((one) => one.status === status)) ?? 'normal';

function levelOf(series: readonly SeriesState[]): RuleState['level'] {
  const levels = new Set(series.map(({ incident }) => incident?.severity));
  if (levels.has('critical')) return 'critical';
  return levels.has('warning') ? 'warning' : null;
}
