// The two parts of a replay: the time before now in bulk, then live at a steady rate.
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSender } from './event-sender.ts';
import type { FlightReader } from './flight-reader.ts';
import { encodeEvents } from './logic/encode-events.ts';
import { dueBy, forgetArrears, timeOf } from './logic/live-schedule.ts';
import { spreadTime } from './logic/spread-times.ts';
import type { ReplayOptions } from './replay-options.ts';

/** Larger answers than those for some 4,000 events are not kept for their Idempotency-Key. */
const LARGEST_BATCH = 2000;
const TICK_MS = 200;
/** How much of a pause is made up for. */
const MOST_ARREARS_MS = 5000;

export interface Replay {
  options: ReplayOptions;
  reader: FlightReader;
  sender: EventSender;
  signal: AbortSignal;
}

/** Sends the flights of the past, spread evenly over the time until now. */
export async function backfill({ options, reader, sender, signal }: Replay): Promise<void> {
  const to = Date.now();
  const from = to - options.backfillMs;
  const total = Math.min(options.backfillEvents, options.total);
  while (sender.totals.sent < total && !signal.aborted) {
    const first = sender.totals.sent;
    const rows = await reader.take(Math.min(LARGEST_BATCH, total - first));
    const timeOf = (index: number) => spreadTime({ index, total, from, to });
    await sender.send(options.stream, encodeEvents({ rows, first, timeOf, broken: options.broken }), rows.length);
  }
}

/** Sends flights as they are due, in batches of what became due since the last, until an end is reached. */
export async function goLive({ options, reader, sender, signal }: Replay): Promise<void> {
  const { rate, broken, stream } = options;
  const [sentBefore, endMs] = [sender.totals.sent, Date.now() + options.durationMs];
  let schedule = { startMs: Date.now(), rate };
  while (!signal.aborted && sender.totals.sent < options.total && Date.now() < endMs) {
    const startedAt = Date.now();
    const sent = sender.totals.sent - sentBefore;
    schedule = forgetArrears(schedule, sent, startedAt, MOST_ARREARS_MS);
    const due = Math.min(dueBy(schedule, startedAt) - sent, LARGEST_BATCH, options.total - sender.totals.sent);
    if (due > 0) {
      const rows = await reader.take(due);
      const first = sender.totals.sent;
      const timeOfEvent = (index: number) => timeOf(schedule, index - sentBefore);
      await sender.send(stream, encodeEvents({ rows, first, timeOf: timeOfEvent, broken }), due);
    }
    if (due < LARGEST_BATCH) await pause(TICK_MS - (Date.now() - startedAt), signal);
  }
}

/** Waits, but not after the end was asked for. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => undefined);
}
