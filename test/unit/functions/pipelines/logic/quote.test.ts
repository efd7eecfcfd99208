import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteInterval, quoteName, quoteText } from '#functions/pipelines/logic/quote.ts';

describe('quoting', () => {
  it.each([
    ['origin', '`origin`'],
    ['a`; DROP TABLE x; --', '`a``; DROP TABLE x; --`'],
  ])('puts the name %s in backticks', (name, sql) => {
    expect(quoteName(name)).toBe(sql);
  });

  it.each([
    ["it's", "'it''s'"],
    ["'; DROP TABLE x; --", "'''; DROP TABLE x; --'"],
  ])('puts the text %s in quotes', (text, sql) => {
    expect(quoteText(text)).toBe(sql);
  });

  it('lets nothing but doubled quotes stand inside, so that no text ends early', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', "'", 'a', '\\', '\n', '-') }), (text) => {
        expect(quoteName(text).slice(1, -1).replaceAll('``', '')).not.toContain('`');
        expect(quoteText(text).slice(1, -1).replaceAll("''", '')).not.toContain("'");
      }),
    );
  });

  it('gives back what it was given', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(quoteName(text).slice(1, -1).replaceAll('``', '`')).toBe(text);
        expect(quoteText(text).slice(1, -1).replaceAll("''", "'")).toBe(text);
      }),
    );
  });

  it.each([
    [0, "INTERVAL '0 00:00:00.000' DAY TO SECOND(3)"],
    [5_500, "INTERVAL '0 00:00:05.500' DAY TO SECOND(3)"],
    [86_400_000, "INTERVAL '1 00:00:00.000' DAY TO SECOND(3)"],
  ])('prints %d ms as an interval', (ms, sql) => {
    expect(quoteInterval(ms)).toBe(sql);
  });
});
