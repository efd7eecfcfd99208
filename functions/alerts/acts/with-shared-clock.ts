// A context whose time is the table's where this machine's is another one: windows wait by it, and claims and deliveries run out by it, so
// that evaluators whose clocks differ come to the same history.
import type { Context } from '#functions/platform/context.ts';

/** The table says its time to a second. */
const TOLERANCE_MS = 2_000;

export function withSharedClock(context: Context): Context {
  return {
    ...context,
    now: () => {
      const own = context.now();
      const shared = context.table.serverTime() ?? own;
      return Math.abs(shared.getTime() - own.getTime()) > TOLERANCE_MS ? shared : own;
    },
  };
}
