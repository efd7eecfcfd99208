// The same local time some days earlier or later: not always a multiple of 24 hours, as clocks are put forward and back.

/** @returns ms. A local time that does not exist on that day is taken as much later as the clocks were put forward. */
export function shiftDays(at: number, days: number, timeZone: string): number {
  const plain = at + days * DAY_MS;
  return plain + offsetAt(at, timeZone) - offsetAt(plain, timeZone);
}

/** The last midnight at or before a time. */
export function startOfDay(at: number, timeZone: string): number {
  const local = at + offsetAt(at, timeZone);
  const midnight = Math.floor(local / DAY_MS) * DAY_MS;
  return midnight - offsetAt(midnight - offsetAt(at, timeZone), timeZone);
}

/** Minutes since local midnight, and the day of the week (0 is Monday). */
export function localTime(at: number, timeZone: string): { minute: number; weekday: number } {
  const local = at + offsetAt(at, timeZone);
  const day = Math.floor(local / DAY_MS);
  // 1970 began on a Thursday.
  return { minute: Math.floor((local - day * DAY_MS) / 60_000), weekday: (((day + 3) % 7) + 7) % 7 };
}

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** How far local time is ahead of UTC, in ms. */
function offsetAt(at: number, timeZone: string): number {
  if (timeZone === 'Etc/UTC') return 0;
  const format = formats.get(timeZone) ?? openFormat(timeZone);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const local = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
  return local - Math.floor(at / 1000) * 1000;
}

function openFormat(timeZone: string): Intl.DateTimeFormat {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}
