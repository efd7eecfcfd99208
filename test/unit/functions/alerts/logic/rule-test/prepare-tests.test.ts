import { describe, expect, it } from 'vitest';
import { prepareTests } from '#functions/alerts/logic/rule-test/prepare-tests.ts';
import { RuleTests } from '#schemas/alerts/rule-test.ts';
import { Model } from '#schemas/model.ts';
import { ruleOf } from '#test/support/step-windows.ts';

const model = Model.parse({
  name: 'flights',
  owner: 'tests',
  stream: 'flights',
  dimensions: [{ name: 'distance', type: 'long' }],
  measures: [{ name: 'delay_mean', kind: 'mean', column: 'delay' }],
});
const prepare = (tests: object, more: Partial<Parameters<typeof prepareTests>[0]> = {}) =>
  prepareTests({
    tests: RuleTests.parse({ rules: [ruleOf()], cases: [{ name: 'one' }], ...tests }),
    rules: [],
    models: [],
    ...more,
  });
const faultsOf = (...args: Parameters<typeof prepare>) =>
  prepare(...args).faults.map(({ path, reason }) => `${path.join('/')}: ${reason}`);

describe('prepareTests', () => {
  it('takes the kinds of measures and dimensions from models', () => {
    const { cases, faults } = prepare({}, { models: [model] });
    expect(faults).toEqual([]);
    expect(cases[0]?.measures).toEqual(new Map([['delay_mean', 'mean']]));
    expect(cases[0]?.types).toEqual(new Map([['distance', 'long']]));
  });

  it.each([
    [{}, 'measures: does not say of what kind "delay_mean" is, as delay_mean: count'],
    [{ measures: { delay_mean: 'mean' }, rules: ['alerts.yaml'] }, 'rules: there is no rule in it'],
    [{ measures: { delay_mean: 'mean' }, rules: [ruleOf(), ruleOf()] }, 'rules: there are two rules "delays"'],
    [
      { measures: { delay_mean: 'mean' }, cases: [{ name: 'one', rule: 'other' }] },
      'cases/0/rule: there is no rule "other"',
    ],
    [
      {
        measures: { delay_mean: 'mean' },
        cases: [{ name: 'one', expect: [{ at: '1m', rule: 'other', status: 'normal' }] }],
      },
      'cases/0/expect/0/rule: there is no rule "other"',
    ],
    [
      {
        measures: { delay_mean: 'mean' },
        rules: [ruleOf(), ruleOf({ name: 'b' })],
        cases: [{ name: 'one', notifications: [{ at: '1m', type: 'opened' }] }],
      },
      'cases/0/notifications/0: must name a rule, as there are several',
    ],
    [
      { measures: { delay_mean: 'mean' }, cases: [{ name: 'one', series: [{ measure: 'other', values: 1 }] }] },
      'cases/0/series/0/measure: `measures` does not say of what kind "other" is',
    ],
    [
      {
        measures: { delay_mean: 'mean' },
        cases: [{ name: 'one', series: [{ measure: 'delay_mean', values: '1 x' }] }],
      },
      'cases/0/series/0/values: "x" is no value',
    ],
    [
      {
        measures: { delay_mean: 'count' },
        cases: [{ name: 'one', series: [{ measure: 'delay_mean', values: '1.5' }] }],
      },
      'cases/0/series/0/values: a count of events is a whole number',
    ],
    [
      {
        measures: { delay_mean: 'count' },
        cases: [{ name: 'one', series: [{ measure: 'delay_mean', values: '1-1x2' }] }],
      },
      'cases/0/series/0/values: a count of events is a whole number',
    ],
  ])('says what does not fit in %j', (tests, fault) => {
    expect(faultsOf(tests)).toEqual([expect.stringContaining(fault)]);
  });
});
