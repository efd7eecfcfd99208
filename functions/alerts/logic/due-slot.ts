// When a rule is due: its `every` cuts time since 1970 into slots; the slot that `now` is in begins at its evaluation.
import { durationMs } from '#schemas/duration.ts';

/** The slot's beginning, or undefined if that slot (or a later one) is done. A slot that was missed or failed stays due. */
export function dueSlot({ every, done, now }: { every: string; done: Date | null; now: Date }): Date | undefined {
  const everyMs = durationMs(every);
  const slot = Math.floor(now.getTime() / everyMs) * everyMs;
  return done === null || slot > done.getTime() ? new Date(slot) : undefined;
}
