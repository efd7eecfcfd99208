import { describe, expect, it } from 'vitest';
import { groupRules } from '#functions/alerts/logic/group-rules.ts';
import { ruleFingerprint } from '#functions/alerts/logic/rule-fingerprint.ts';
import { StoredRule } from '#schemas/alerts/rule.ts';

const ruleOf = (changes: object = {}) =>
  StoredRule.parse({
    name: 'late',
    owner: 'ops',
    model: 'flights',
    measure: 'flights',
    window: 'PT1M',
    condition: { kind: 'threshold', operator: '>', warning: 1 },
    version: 1,
    createdAt: '2026-11-29T00:00:00.000Z',
    updatedAt: '2026-11-29T00:00:00.000Z',
    ...changes,
  });
const many = (owner: string, count: number) =>
  Array.from({ length: count }, (_, index) => ruleOf({ name: `${owner}-${index}`, owner }));

describe('rules', () => {
  it('over the same model with the same windows are evaluated together, whatever they measure', () => {
    const groups = groupRules([
      ruleOf(),
      ruleOf({ name: 'other', measure: 'delay', groupBy: ['state'], owner: 'sales' }),
    ]);

    expect(groups.map(({ rules }) => rules.length)).toEqual([2]);
  });

  it.each([
    { model: 'clicks' },
    { window: 'PT2M' },
    { every: 'PT10S' },
    { timeZone: 'Europe/Berlin' },
    { allowedLateness: 'PT1M' },
    { maximumWait: 'PT1M' },
    { condition: { kind: 'no-data' } },
  ])('that differ in %o are evaluated apart', (changes) => {
    expect(groupRules([ruleOf(), ruleOf({ name: 'other', ...changes })])).toHaveLength(2);
  });

  it('of an owner who has very many do not hold up those of others: they are a shard of their own, which comes last', () => {
    const groups = groupRules([...many('crowd', 1001), ...many('few', 3), ...many('some', 1000)]);

    expect(groups.map(({ shard, id, rules }) => [shard.slice(id.length), rules.length])).toEqual(
      [
        ['#crowd', 1001],
        ['', 1003],
      ].toSorted(([, one], [, other]) => Number(one) - Number(other)),
    );
  });
});

describe('the fingerprint of a rule', () => {
  it('stays when only its looks and its channels change, and when fields come in another order', () => {
    const { name, owner, ...rest } = ruleOf();
    const same = {
      ...rest,
      owner,
      name,
      description: 'x',
      labels: { team: 'a' },
      channels: ['show'],
      version: 2,
      mutes: [],
    };

    expect(ruleFingerprint(same)).toBe(ruleFingerprint(ruleOf()));
  });

  it.each([
    { measure: 'delay' },
    { groupBy: ['state'] },
    { filters: [{ dimension: 'state', operator: '=', value: 'CA' }] },
    { condition: { kind: 'threshold', operator: '>', warning: 2 } },
    { for: 'PT5M' },
    { keepFiringFor: 'PT5M' },
    { noData: { series: 'alerting' } },
    { early: true },
  ])('is another one when %o changes', (changes) => {
    expect(ruleFingerprint(ruleOf(changes))).not.toBe(ruleFingerprint(ruleOf()));
  });
});
