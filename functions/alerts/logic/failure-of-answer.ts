// What a receiver's answer means for a delivery. Success is 2xx. 410 says never again, to anything. Other 4xx say that this request is
// wrong and would be again; but 408 (too slow), 425 (too early) and 429 (too much) pass, as do 5xx and redirects, which are not followed.

export interface ReceiverAnswer {
  status: number;
  /** The header Retry-After. */
  retryAfter: string | null;
  /** A reason, if it gave one. */
  text: string;
}

export interface Failure {
  reason: string;
  /** Not tried again. */
  isFinal: boolean;
  /** Nothing is to be sent to the channel any more. */
  disables: boolean;
  retryAfter: Date | null;
}

const GONE = 410;
const PASSES = new Set([408, 425, 429]);

/** @returns undefined for success */
export function failureOfAnswer({ status, retryAfter, text }: ReceiverAnswer, now: Date): Failure | undefined {
  if (status >= 200 && status < 300) return undefined;
  const isRefused = status >= 400 && status < 500 && !PASSES.has(status);
  return {
    reason: `the receiver answered ${status}${text === '' ? '' : `: ${text}`}`,
    isFinal: isRefused,
    disables: status === GONE,
    retryAfter: retryAfter === null ? null : readRetryAfter(retryAfter, now),
  };
}

/** Retry-After (RFC 9110, 10.2.3): seconds, or a date. Null for what is neither. */
export function readRetryAfter(text: string, now: Date): Date | null {
  if (/^\d{1,9}$/.test(text.trim())) return new Date(now.getTime() + Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : new Date(date);
}
