// Until when the notifications of an incident are held back: by silences that match it, and by the muted times of its rule.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Silence, SilenceStatus } from '#schemas/alerts/silence.ts';
import { matchesAll } from './match-labels.ts';
import type { TextLabels } from './match-labels.ts';
import { mutedUntil } from './muted-until.ts';

export function silenceStatus({ from, to }: Pick<Silence, 'from' | 'to'>, now: Date): SilenceStatus {
  if (now.getTime() < Date.parse(from)) return 'pending';
  return now.getTime() < Date.parse(to) ? 'active' : 'expired';
}

/** The active silences that match. */
export const silencesOf = <One extends Silence>(silences: readonly One[], labels: TextLabels, now: Date): One[] =>
  silences.filter((silence) => silenceStatus(silence, now) === 'active' && matchesAll(silence.matchers, labels));

export interface Holds {
  silences: readonly Silence[];
  /** The incident's rule; undefined if it was deleted. */
  rule: Pick<Rule, 'mutes' | 'timeZone'> | undefined;
  labels: TextLabels;
  now: Date;
}

/** In ms; null if nothing holds it back. It may be held back by something else then. */
export function heldUntil({ silences, rule, labels, now }: Holds): number | null {
  const ends = silencesOf(silences, labels, now).map(({ to }) => Date.parse(to));
  const muteEnd = rule === undefined ? null : mutedUntil(rule.mutes, rule.timeZone, now.getTime());
  if (muteEnd !== null) ends.push(muteEnd);
  return ends.length === 0 ? null : Math.max(...ends);
}
