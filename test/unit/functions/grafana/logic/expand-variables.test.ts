import { describe, expect, it } from 'vitest';
import { expandVariables } from '#functions/grafana/logic/expand-variables.ts';

const variables = { state: { value: 'CA' }, states: { value: ['CA', 'NV'] }, n: { value: 7 }, __interval: {} };

describe('expandVariables', () => {
  it.each([
    ['$state', 'CA'],
    ['${state}', 'CA'],
    ['$n', 7],
    ['$unknown', '$unknown'],
    ['$__interval', '$__interval'],
    ['in $state', 'in $state'],
    ['$state$state', '$state$state'],
    ['$constructor', '$constructor'],
  ])('makes of %s: %s', (text, expected) => {
    expect(expandVariables(text, variables)).toEqual(expected);
  });

  it('joins a variable of many values to the list that names it', () => {
    expect(expandVariables({ groupBy: ['a', '$states'] }, variables)).toEqual({ groupBy: ['a', 'CA', 'NV'] });
  });

  it('makes a membership of a comparison with a variable of many values', () => {
    const filters = [
      { dimension: 'state', operator: '=', value: '$states' },
      { not: { dimension: 'state', operator: '!=', value: '$states' } },
      { dimension: 'state', operator: 'in', values: ['$states', 'TX'] },
      { dimension: 'state', operator: '=', value: '$state' },
    ];
    expect(expandVariables(filters, variables)).toEqual([
      { dimension: 'state', operator: 'in', values: ['CA', 'NV'] },
      { not: { dimension: 'state', operator: 'not in', values: ['CA', 'NV'] } },
      { dimension: 'state', operator: 'in', values: ['CA', 'NV', 'TX'] },
      { dimension: 'state', operator: '=', value: 'CA' },
    ]);
  });
});
