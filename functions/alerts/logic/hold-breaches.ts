// Whether enough windows were breaches for an incident: so many in a row (`for`), or so many of the last ones (`windows`).
import type { Level } from '#schemas/alerts/condition.ts';
import type { Outcome, SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { durationMs } from '#schemas/duration.ts';

/** Windows that are remembered, at least: flapping is judged by them, and none of them is judged again. */
export const REMEMBERED = 20;

export type Breaches = Pick<SeriesState, 'outcomes' | 'run' | 'criticalRun'>;
export const NO_BREACHES: Breaches = { outcomes: '', run: 0, criticalRun: 0 };

/** How many windows in a row `for` asks for: one that is long ago by `for`, and all since. */
export const windowsInARow = ({ for: held = 'PT0S', every }: Rule): number =>
  Math.ceil(durationMs(held) / durationMs(every)) + 1;

/** A window without evidence neither adds to a run nor ends it. */
export function addOutcome(rule: Rule, before: Breaches, outcome: Outcome): Breaches {
  const most = windowsInARow(rule);
  const grow = (run: number, isBreach: boolean) => {
    if (isBreach) return Math.min(run + 1, most);
    return outcome === '-' ? run : 0;
  };
  return {
    outcomes: `${before.outcomes}${outcome}`.slice(-Math.max(REMEMBERED, rule.windows?.of ?? 0)),
    run: grow(before.run, outcome === 'w' || outcome === 'c'),
    criticalRun: grow(before.criticalRun, outcome === 'c'),
  };
}

/** The highest level for which enough windows were breaches. */
export function heldLevel(rule: Rule, breaches: Breaches): Level | null {
  if (isHeld(rule, breaches, 'c')) return 'critical';
  return isHeld(rule, breaches, 'wc') ? 'warning' : null;
}

function isHeld(rule: Rule, { outcomes, run, criticalRun }: Breaches, levels: 'c' | 'wc'): boolean {
  if (rule.windows === undefined) return (levels === 'c' ? criticalRun : run) >= windowsInARow(rule);
  return count(outcomes.slice(-rule.windows.of), levels) >= rule.windows.breaching;
}

/** Whether any window is a breach that still counts. */
export function hasBreach(rule: Rule, { outcomes, run }: Breaches): boolean {
  return rule.windows === undefined ? run > 0 : count(outcomes.slice(-rule.windows.of), 'wc') > 0;
}

const count = (outcomes: string, levels: string): number =>
  Array.from(outcomes).filter((outcome) => levels.includes(outcome)).length;

/** Flapping begins and ends at different shares of changes, as in Nagios, so that the flag itself does not flap. */
const FLAPS_FROM = 0.3;
const FLAPS_UNTIL = 0.2;

/** @param isFlapping whether it was until now */
export function flaps(outcomes: string, isFlapping: boolean): boolean {
  const certain = Array.from(outcomes.slice(-REMEMBERED)).filter((outcome) => outcome !== '-' && outcome !== '~');
  const isBreach = certain.map((outcome) => outcome !== '.');
  const changes = isBreach.filter((one, index) => index > 0 && one !== isBreach[index - 1]).length;
  return changes / (REMEMBERED - 1) >= (isFlapping ? FLAPS_UNTIL : FLAPS_FROM);
}
