// What late data has made of a window that was judged: compares what was a breach then with what is one now.
import type { Level } from '#schemas/alerts/condition.ts';
import type { Labels } from '#schemas/alerts/incident.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { judgeWindow } from './judge-window.ts';
import type { JudgedSeries, WatermarkView, WindowResult } from './judge-window.ts';
import { labelKey } from './label-key.ts';

export interface WindowBreach {
  labels: Labels;
  value: number | null;
  level: Level;
  judged: JudgedSeries;
}

/** The label sets that are a breach in a window by themselves: what a policy says of missing ones is no matter of late data. */
export function breachesOf(rule: Rule, window: WindowResult, watermark: WatermarkView): WindowBreach[] {
  return judgeWindow({ rule, known: [], window, watermark }).flatMap((judged) => {
    const level = judged.verdict.kind === 'judged' ? judged.verdict.judgment.level : null;
    const isOfPolicy = !judged.hasRows && rule.condition.kind !== 'no-data';
    return level === null || isOfPolicy ? [] : [{ labels: judged.labels, value: judged.value, level, judged }];
  });
}

export interface Correction {
  labels: Labels;
  /** Corrected: the value is another one. Outdated: it was a breach and is none, or the other way round. */
  mark: 'corrected' | 'outdated';
  /** What is a breach now, if it is one. */
  now: WindowBreach | null;
  wasBreach: boolean;
}

/** Sums of doubles differ in their last digits from one query to the next. */
const TOLERANCE = 1e-9;

export function correctWindow(
  then: readonly Omit<WindowBreach, 'judged'>[],
  now: readonly WindowBreach[],
): Correction[] {
  const old = new Map(then.map((breach) => [labelKey(breach.labels), breach]));
  const fresh = new Map(now.map((breach) => [labelKey(breach.labels), breach]));
  const gone = [...old]
    .filter(([key]) => !fresh.has(key))
    .map(([, { labels }]): Correction => ({ labels, mark: 'outdated', now: null, wasBreach: true }));
  const others = [...fresh].flatMap(([key, breach]): Correction[] => {
    const before = old.get(key);
    if (before === undefined) return [{ labels: breach.labels, mark: 'outdated', now: breach, wasBreach: false }];
    if (before.level !== breach.level)
      return [{ labels: breach.labels, mark: 'outdated', now: breach, wasBreach: true }];
    return isClose(before.value, breach.value)
      ? []
      : [{ labels: breach.labels, mark: 'corrected', now: breach, wasBreach: true }];
  });
  return [...gone, ...others];
}

function isClose(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) <= TOLERANCE * Math.max(Math.abs(one), Math.abs(other));
}
