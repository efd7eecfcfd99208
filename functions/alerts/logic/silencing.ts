// Until when the notifications of an incident are held back: by silences that match it, and by the muted times of its rule.
import type { MuteTime } from '#schemas/alerts/mute-time.ts';
import { Weekday } from '#schemas/alerts/mute-time.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Silence, SilenceStatus } from '#schemas/alerts/silence.ts';
import { matchesAll } from './match-labels.ts';
import type { TextLabels } from './match-labels.ts';
import { localTime } from './shift-days.ts';

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

const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;

/** The end of the muted time that `at` is in, in ms by the clock as it runs now; null if it is in none. */
export function mutedUntil(mutes: readonly MuteTime[], timeZone: string, at: number): number | null {
  if (mutes.length === 0) return null;
  const { minute, weekday } = localTime(at, timeZone);
  const left = mutes.flatMap(({ days, from, to }) => {
    const begin = minutesOf(from);
    const end = minutesOf(to) > begin ? minutesOf(to) : minutesOf(to) + DAY_MINUTES;
    return [0, 1].flatMap((daysAgo) => {
      const day = Weekday.options[(weekday + 7 - daysAgo) % 7];
      const since = minute + daysAgo * DAY_MINUTES;
      return day !== undefined && days.includes(day) && since >= begin && since < end ? [end - since] : [];
    });
  });
  return left.length === 0 ? null : Math.floor(at / MINUTE_MS) * MINUTE_MS + Math.max(...left) * MINUTE_MS;
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
