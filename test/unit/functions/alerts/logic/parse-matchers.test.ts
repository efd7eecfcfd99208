import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMatchers } from '#functions/alerts/logic/parse-matchers.ts';

describe('parseMatchers', () => {
  it.each([
    ['state="CA"', [['state', '=', 'CA']]],
    [
      '{state="CA",rule=~"mean-.*"}',
      [
        ['state', '=', 'CA'],
        ['rule', '=~', 'mean-.*'],
      ],
    ],
    [
      ' a != "x" , b !~ y ',
      [
        ['a', '!=', 'x'],
        ['b', '!~', 'y'],
      ],
    ],
    ['a="",', [['a', '=', '']]],
    [String.raw`a="q\"\\\n,b=\"c"`, [['a', '=', 'q"\\\n,b="c']]],
    ['{}', []],
  ])('reads %s', (text, expected) => {
    expect(parseMatchers(text)?.map(({ label, operator, value }) => [label, operator, value])).toEqual(expected);
  });

  it.each(['nonsense', 'a=', 'a="x', '="x"', 'a="x" b="y"', 'a=="x"', '__a="x"', 'a="x",,b="y"'])(
    'refuses %s',
    (text) => expect(parseMatchers(text)).toBeUndefined(),
  );

  it('reads back what is written so', () => {
    const labels = fc.stringMatching(/^[a-z][a-z0-9_]{0,10}$/);
    const operators = fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const);
    const values = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ label: labels, operator: operators, value: values }), { maxLength: 4 }),
        (matchers) => {
          const escape = (value: string) =>
            value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
          const text = matchers.map(({ label, operator, value }) => `${label}${operator}"${escape(value)}"`).join(',');
          expect(parseMatchers(text)).toEqual(matchers);
        },
      ),
    );
  });
});
