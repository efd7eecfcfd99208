import { describe, expect, it } from 'vitest';
import { checkRule } from '#functions/alerts/logic/check-rule.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import { Model } from '#schemas/model.ts';

const model = Model.parse({
  name: 'flights',
  owner: 'tests',
  stream: 'flights',
  dimensions: [{ name: 'state' }],
  measures: [{ name: 'flights', kind: 'count' }],
});
const ruleOf = (changes: object) =>
  Rule.parse({
    name: 'busy',
    owner: 'tests',
    model: 'flights',
    measure: 'flights',
    window: 'PT5M',
    condition: { kind: 'threshold', operator: '>', threshold: 1 },
    ...changes,
  });

describe('checkRule', () => {
  it('finds nothing wrong with a rule whose names all exist', () => {
    const filters = [{ not: { or: [{ dimension: 'state', operator: '=', value: 'CA' }] } }];
    expect(checkRule(ruleOf({ groupBy: ['state'], filters }), model)).toEqual([]);
  });

  it('points at the measure, the dimensions and each condition of a filter that does not exist', () => {
    const filters = [
      { and: [{ dimension: 'state', operator: 'is null' }, { not: { dimension: 'town', operator: 'is null' } }] },
    ];
    const errors = checkRule(ruleOf({ measure: 'delay', groupBy: ['state', 'city'], filters }), model);
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/measure', '/groupBy/1', '/filters/0/and/1/not/dimension']);
  });
});
