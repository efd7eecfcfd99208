// The newest event time among the values of some records.
import * as z from 'zod';

const Record = z.record(z.string(), z.unknown());
/** What a stream's timestamp is; anything else that Druid may read as a time only makes the watermark later. */
const Time = z.union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.int()]);

/** Values that are no JSON, or hold no time or one after `latestMs`, do not count. A number is milliseconds, as in Druid. */
export function newestEventTime(
  values: (Uint8Array | null)[],
  { timeColumn, latestMs }: { timeColumn: string; latestMs: number },
): number | null {
  const times = values.map((value) => timeOf(value, timeColumn)).filter((ms) => ms !== null && ms <= latestMs);
  return times.reduce((newest, ms) => (newest === null || (ms !== null && ms > newest) ? ms : newest), null);
}

function timeOf(value: Uint8Array | null, timeColumn: string): number | null {
  if (value === null) return null;
  try {
    const record = Record.parse(JSON.parse(Buffer.from(value).toString()));
    return Time.safeParse(record[timeColumn]).data ?? null;
  } catch {
    return null;
  }
}
