import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adHocFilter } from '#functions/grafana/logic/ad-hoc-filter.ts';
import { readAlternatives } from '#functions/grafana/logic/read-alternatives.ts';
import { Model } from '#schemas/model.ts';

const model = Model.parse({
  name: 'flights',
  owner: 'tests',
  stream: 'flights',
  dimensions: [{ name: 'state' }, { name: 'gate', type: 'long' }],
  measures: [{ name: 'flights', kind: 'count' }],
});

describe('adHocFilter', () => {
  it.each([
    [
      { key: 'state', operator: '=', value: 'CA' },
      { dimension: 'state', operator: '=', value: 'CA' },
    ],
    [
      { key: 'gate', operator: '>=', value: '7' },
      { dimension: 'gate', operator: '>=', value: 7 },
    ],
    [
      { key: 'state', operator: '=|', value: 'CA', values: ['CA', 'NV'] },
      { dimension: 'state', operator: 'in', values: ['CA', 'NV'] },
    ],
    [
      { key: 'state', operator: '!=|', value: 'CA' },
      { dimension: 'state', operator: 'not in', values: ['CA'] },
    ],
    [
      { key: 'state', operator: '=~', value: '(CA|N\\.V)' },
      { dimension: 'state', operator: 'in', values: ['CA', 'N.V'] },
    ],
    [
      { key: 'state', operator: '!~', value: '^CA$' },
      { dimension: 'state', operator: 'not in', values: ['CA'] },
    ],
  ])('turns %j into a condition', (filter, expected) => {
    expect(adHocFilter(filter, model)).toEqual(expected);
  });

  it.each([
    [{ key: 'town', operator: '=', value: 'x' }, 'no dimension "town"'],
    [{ key: 'state', operator: '~', value: 'x' }, 'operator ~ is not known'],
    [{ key: 'state', operator: '=~', value: 'C.*' }, 'only be a choice of texts'],
    [{ key: 'gate', operator: '=', value: 'x' }, '"x" is no number'],
    [{ key: 'gate', operator: '=', value: ' ' }, 'is no number'],
    [{ key: 'state', operator: '=|', value: 'CA', values: [] }, 'no value is chosen'],
    [{ key: 'state', operator: '!=|', value: 'CA', values: [] }, 'no value is chosen'],
  ])('refuses %j and says why', (filter, reason) => {
    expect(() => adHocFilter(filter, model)).toThrow(reason);
  });
});

describe('readAlternatives', () => {
  it('gives back the texts that Grafana escaped and joined', () => {
    const escape = (text: string) => text.replaceAll(/[\\^$*+?.()|[\]{}/]/g, '\\$&');
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (texts) => {
        expect(readAlternatives(`(${texts.map(escape).join('|')})`)).toEqual(texts);
      }),
    );
  });

  it.each(['.*', 'a+', 'a?', '[ab]', 'a(b|c)', '\\d', 'a\\', '(a)|(b)'])('does not guess at %s', (pattern) => {
    expect(readAlternatives(pattern)).toBeUndefined();
  });
});
