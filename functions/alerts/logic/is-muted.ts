// Whether nobody is notified of a rule at a time: it lies in one of the rule's muted times, in the rule's own time zone.
import type { MuteTime } from '#schemas/alerts/mute-time.ts';
import { Weekday } from '#schemas/alerts/mute-time.ts';
import { localTime } from './shift-days.ts';

const MINUTES_OF_DAY = 1440;

export function isMuted({ mutes, timeZone }: { mutes: readonly MuteTime[]; timeZone: string }, at: Date): boolean {
  if (mutes.length === 0) return false;
  const { minute, weekday } = localTime(at.getTime(), timeZone);
  return mutes.some((mute) => holds(mute, { minute, weekday }) || holds(mute, dayBefore({ minute, weekday })));
}

interface LocalTime {
  /** Since the midnight at which the day of the week began; more than a day's for what began the day before. */
  minute: number;
  weekday: number;
}

const dayBefore = ({ minute, weekday }: LocalTime): LocalTime => ({
  minute: minute + MINUTES_OF_DAY,
  weekday: (weekday + 6) % 7,
});

function holds({ days, from, to }: MuteTime, { minute, weekday }: LocalTime): boolean {
  const day = Weekday.options[weekday];
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const until = end <= begin ? end + MINUTES_OF_DAY : end;
  return day !== undefined && days.includes(day) && minute >= begin && minute < until;
}

function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
