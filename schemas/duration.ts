// ISO 8601 durations of fixed length (days and below: months and years have no fixed number of milliseconds).
import * as z from 'zod';

const PATTERN = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;

/** An ISO 8601 duration such as `PT10S`, `PT5M` or `P7D`. */
export const Duration = z.string().refine((text) => text !== 'P' && PATTERN.test(text), {
  message: 'must be an ISO 8601 duration such as PT10S, PT5M or P7D',
  abort: true,
});

/** A duration in milliseconds; throws a RangeError on text that `Duration` refuses. */
export function durationMs(duration: string): number {
  const parts = PATTERN.exec(duration);
  if (parts === null || duration === 'P') throw new RangeError(`not a duration: ${duration}`);
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = parts;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Math.round(Number(seconds) * 1000);
}

/** A `Duration` within bounds, both given as durations. */
export function durationBetween(lowest: string, highest: string) {
  return Duration.refine(
    (text) => durationMs(text) >= durationMs(lowest) && durationMs(text) <= durationMs(highest),
    `must be between ${lowest} and ${highest}`,
  );
}
