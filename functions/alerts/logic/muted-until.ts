// Until when a rule's muted times hold back its notifications.
import type { MuteTime } from '#schemas/alerts/mute-time.ts';
import { Weekday } from '#schemas/alerts/mute-time.ts';
import { localTime } from './shift-days.ts';

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
