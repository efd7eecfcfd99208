// How long what is over is kept: the table itself deletes it then.
const KEPT_SECONDS = 400 * 86_400;

/** Seconds since 1970, as the table's `expiresAt` wants them: 400 days later, so that a year can be compared with the one before. */
export const expiryOf = (at: string): number => Math.ceil(Date.parse(at) / 1000) + KEPT_SECONDS;
