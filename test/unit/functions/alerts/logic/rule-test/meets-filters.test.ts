import { describe, expect, it } from 'vitest';
import { meetsFilters } from '#functions/alerts/logic/rule-test/meets-filters.ts';
import type { Filter } from '#schemas/filter.ts';

const labels = { state: 'CA', distance: 300, gate: null };

describe('meetsFilters', () => {
  it.each<[string, Filter[], boolean]>([
    ['none', [], true],
    ['an equal string', [{ dimension: 'state', operator: '=', value: 'CA' }], true],
    [
      'all of them',
      [
        { dimension: 'state', operator: '=', value: 'CA' },
        { dimension: 'distance', operator: '<', value: 300 },
      ],
      false,
    ],
    ['a number', [{ dimension: 'distance', operator: '>=', value: 300 }], true],
    ['a list', [{ dimension: 'state', operator: 'in', values: ['NV', 'CA'] }], true],
    ['a pattern', [{ dimension: 'state', operator: 'like', value: 'C_' }], true],
    ['no comparison with null', [{ dimension: 'gate', operator: '!=', value: 'A' }], false],
    ['not even its contrary', [{ not: { dimension: 'gate', operator: '=', value: 'A' } }], false],
    ['a null that is asked for', [{ dimension: 'gate', operator: 'is null' }], true],
    ['a dimension that is not there as null', [{ dimension: 'other', operator: 'is null' }], true],
    [
      'one of several',
      [
        {
          or: [
            { dimension: 'gate', operator: '=', value: 'A' },
            { dimension: 'state', operator: '=', value: 'CA' },
          ],
        },
      ],
      true,
    ],
    [
      'both of two',
      [
        {
          and: [
            { dimension: 'gate', operator: '=', value: 'A' },
            { dimension: 'state', operator: '=', value: 'CA' },
          ],
        },
      ],
      false,
    ],
  ])('meets %s', (_, filters, expected) => {
    expect(meetsFilters(filters, labels, new Map())).toBe(expected);
  });

  it('takes a number of a string dimension as text', () => {
    const filters: Filter[] = [{ dimension: 'distance', operator: '<', value: '9' }];
    expect(meetsFilters(filters, labels, new Map([['distance', 'string']]))).toBe(true);
    expect(meetsFilters(filters, labels, new Map([['distance', 'long']]))).toBe(false);
  });
});
