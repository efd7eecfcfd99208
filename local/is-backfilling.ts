// The replay says in its log when it begins to send the past, and when it has sent it.

/** True while the past is being sent. @param log what the replay has logged since it was started */
export function isBackfilling(log: string): boolean {
  return /^\S+ backfilling: /m.test(log) && !/^\S+ backfilled: /m.test(log);
}
