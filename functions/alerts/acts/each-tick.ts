// Does something again and again through a minute. What takes long does not hold up the next time: acts claim what they work on.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '#functions/platform/context.ts';

export const MINUTE_MS = 60_000;
/** So long the next tick waits for one that is not done. */
const SLOW_MS = 3_000;

export interface Ticks {
  context: Pick<Context, 'now' | 'log'>;
  /** The minute's beginning, in ms. */
  minute: number;
  everyMs: number;
  /** Ends the ticks early. */
  signal: AbortSignal | undefined;
  slowMs?: number;
}

/**
 * Ticks that have passed are left out; one that fails (the table does not answer) leaves everything due for the next.
 * Ends when all that began has ended.
 */
export async function eachTick(
  { context, minute, everyMs, signal, slowMs = SLOW_MS }: Ticks,
  act: () => Promise<void>,
): Promise<void> {
  const slow: Promise<void>[] = [];
  for (let tick = minute; tick < minute + MINUTE_MS; tick += everyMs) {
    const now = context.now().getTime();
    if (now >= tick + everyMs) continue;
    if (now < tick) await sleep(tick - now, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    if (signal?.aborted === true) break;
    const running = act().catch((error: unknown) => context.log.error('alerts.tick-failed', error));
    const ended = await Promise.race([running.then(() => true), sleep(slowMs, false, { ref: false })]);
    if (!ended) slow.push(running);
  }
  await Promise.all(slow);
}
