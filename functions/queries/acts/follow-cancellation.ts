// Looks each second whether a query that this process serves is to end. Druid's own cancel ends the computing of rows, but not an
// answer that is on its way already: a scan goes on to its last row.
import { setInterval } from 'node:timers';
import type { Context } from '#functions/platform/context.ts';
import { cancellationStore } from '../store.ts';

const LOOK_EVERY_MS = 1000;

export interface Cancellation {
  /** Aborted within about a second of a cancellation. */
  signal: AbortSignal;
  /** Asked when a query has failed: was that why? */
  isAsked: () => Promise<boolean>;
  /** Ends the looking. */
  release: () => void;
}

export function followCancellation(context: Context, queryId: string): Cancellation {
  const { has } = cancellationStore(context.table);
  const controller = new AbortController();
  /** The query goes on where the table cannot be read. */
  const look = () => has(queryId).catch(() => false);
  const abortIfAsked = async () => {
    if (await look()) controller.abort();
  };
  const timer = setInterval(() => void abortIfAsked(), LOOK_EVERY_MS).unref();
  const release = () => clearInterval(timer);
  controller.signal.addEventListener('abort', release, { once: true });
  return { signal: controller.signal, isAsked: async () => controller.signal.aborted || (await look()), release };
}
