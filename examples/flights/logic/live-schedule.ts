// When each event of a steady flow is due: event n at its start plus n times the same gap.

export interface LiveSchedule {
  startMs: number;
  /** Events a second. */
  rate: number;
}

/** When event `index` (from 0) is due. */
export const timeOf = ({ startMs, rate }: LiveSchedule, index: number): number =>
  Math.floor(startMs + (index * 1000) / rate);

/** How many events are due by `nowMs`. */
export function dueBy({ startMs, rate }: LiveSchedule, nowMs: number): number {
  return nowMs < startMs ? 0 : Math.floor(((nowMs - startMs) * rate) / 1000) + 1;
}

/** The schedule moved on so that, with `sent` events sent, it is at most `mostMs` behind: what a long pause missed is not made up for. */
export function forgetArrears(schedule: LiveSchedule, sent: number, nowMs: number, mostMs: number): LiveSchedule {
  const behindMs = nowMs - timeOf(schedule, sent);
  return behindMs <= mostMs ? schedule : { ...schedule, startMs: schedule.startMs + behindMs - mostMs };
}
