// When a delivery that failed is tried again: 5 s, then four times as long each time, up to 4 h; about 30 hours in all. A receiver may
// ask for more time, within reason.

const FIRST_MS = 5_000;
const FACTOR = 4;
const LONGEST_MS = 4 * 3_600_000;
/** Longest time that a receiver is given. */
const LONGEST_ASKED_MS = 6 * 3_600_000;
export const MOST_ATTEMPTS = 13;

/**
 * @param attempts how many were made, at least one
 * @param random from 0 to 1: spreads the attempts over 20 % to either side
 * @param retryAfter when the receiver wants to be asked again
 * @returns undefined if there is none left
 */
export function nextAttempt({
  attempts,
  now,
  random,
  retryAfter = null,
}: {
  attempts: number;
  now: Date;
  random: number;
  retryAfter?: Date | null;
}): Date | undefined {
  if (attempts >= MOST_ATTEMPTS) return undefined;
  const delayMs = Math.min(FIRST_MS * FACTOR ** (attempts - 1), LONGEST_MS) * (0.8 + 0.4 * random);
  const askedMs = retryAfter === null ? 0 : Math.min(retryAfter.getTime() - now.getTime(), LONGEST_ASKED_MS);
  return new Date(now.getTime() + Math.round(Math.max(delayMs, askedMs)));
}
