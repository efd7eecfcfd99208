import { describe, expect, it } from 'vitest';
import { checkRule } from '#functions/alerts/logic/check-rule.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import { Model } from '#schemas/model.ts';

const model = Model.parse({
  name: 'flights',
  owner: 'tests',
  stream: 'flights',
  dimensions: [{ name: 'state' }],
  measures: [
    { name: 'flights', kind: 'count' },
    { name: 'delay_mean', kind: 'mean', column: 'delay' },
    { name: 'delay_sum', kind: 'sum', column: 'delay' },
    { name: 'distance_sum', kind: 'sum', column: 'distance', nonNegative: true },
  ],
});
const ruleOf = (changes: object) =>
  Rule.parse({
    name: 'busy',
    owner: 'tests',
    model: 'flights',
    measure: 'flights',
    window: 'PT5M',
    condition: { kind: 'threshold', operator: '>', warning: 1 },
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

  it('points into the operands of an expression', () => {
    const town = [{ dimension: 'town', operator: '=', value: 'x' }];
    const measure = { ratio: ['delays', { measure: 'flights', filters: town }] };
    const errors = checkRule(ruleOf({ measure }), model);
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/measure/ratio/0', '/measure/ratio/1/filters/0/dimension']);
  });

  it.each([
    ['flights', '>', true],
    ['flights', '<', false],
    ['delay_mean', '>', false],
    ['delay_sum', '>', false],
    ['distance_sum', '>=', true],
  ])('lets %s %s a threshold fire early: %s', (measure, operator, expected) => {
    const rule = ruleOf({ measure, early: true, condition: { kind: 'threshold', operator, warning: 1 } });
    expect(checkRule(rule, model).map(({ pointer }) => pointer)).toEqual(expected ? [] : ['/early']);
  });

  it('points at an annotation that is no template', () => {
    const errors = checkRule(ruleOf({ annotations: { summary: '{{value}}', detail: '{{#labels}}' } }), model);
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/annotations/detail']);
  });
});
