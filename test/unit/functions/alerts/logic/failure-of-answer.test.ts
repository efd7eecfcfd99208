import { describe, expect, it } from 'vitest';
import { failureOfAnswer, readRetryAfter } from '#functions/alerts/logic/failure-of-answer.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const judge = (status: number, changes: object = {}) =>
  failureOfAnswer({ status, retryAfter: null, text: '', ...changes }, NOW);

describe('the answer of a receiver', () => {
  it.each([200, 202, 204, 299])('%i is success', (status) => expect(judge(status)).toBeUndefined());

  it.each([301, 307, 408, 425, 429, 500, 503, 599])('%i passes', (status) => {
    expect(judge(status)).toMatchObject({ isFinal: false, disables: false });
  });

  it.each([400, 401, 403, 404, 413, 422])('%i is final', (status) => {
    expect(judge(status)).toMatchObject({ isFinal: true, disables: false });
  });

  it('410 is final for the channel', () => expect(judge(410)).toMatchObject({ isFinal: true, disables: true }));

  it('tells its reason, and when to come back', () => {
    expect(judge(503, { retryAfter: '120', text: 'busy' })).toEqual({
      reason: 'the receiver answered 503: busy',
      isFinal: false,
      disables: false,
      retryAfter: new Date('2026-01-01T00:02:00Z'),
    });
  });
});

describe('Retry-After', () => {
  it.each([
    ['0', '2026-01-01T00:00:00.000Z'],
    [' 90 ', '2026-01-01T00:01:30.000Z'],
    ['Thu, 01 Jan 2026 00:10:00 GMT', '2026-01-01T00:10:00.000Z'],
  ])('"%s" is %s', (text, expected) => expect(readRetryAfter(text, NOW)?.toISOString()).toBe(expected));

  it.each(['', 'soon', '-5', '1.5e3', '99999999999999'])('"%s" is nothing, or no date at all', (text) => {
    const read = readRetryAfter(text, NOW);
    expect(read === null || !Number.isNaN(read.getTime())).toBe(true);
  });
});
