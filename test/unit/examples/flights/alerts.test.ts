import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseResources } from '#cli/logic/parse-resources.ts';
import { readRuleTests } from '#cli/read-rule-tests.ts';
import { checkRule } from '#functions/alerts/logic/check-rule.ts';
import { runCase } from '#functions/alerts/logic/rule-test/run-case.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import { Model } from '#schemas/model.ts';
import { testTerminal } from '../../cli/test-terminal.ts';

const folder = path.resolve(import.meta.dirname, '../../../../examples/flights');
const read = async (file: string) => {
  const text = await readFile(path.join(folder, file), 'utf8');
  return parseResources({ file, text, environment: {} }).resources;
};

const rules = (await read('alerts.yaml'))
  .filter(({ kind }) => kind === 'rule')
  .map((one) => Rule.parse(one.definition));
const [model] = (await read('model.yaml')).map(({ definition }) => Model.parse(definition));
const { cases, errors } = await readRuleTests([folder], testTerminal());

describe('the ten rules of the flights', () => {
  it('are ten, and show each kind of condition', () => {
    expect(rules).toHaveLength(10);
    expect([...new Set(rules.map(({ condition }) => condition.kind))].toSorted()).toEqual([
      'change',
      'deviation',
      'no-data',
      'range',
      'rate',
      'stale-data',
      'threshold',
    ]);
  });

  it.each(rules.map((rule) => ({ name: rule.name, rule })))('fit their model: $name', ({ rule }) => {
    expect(model === undefined ? 'no model' : checkRule(rule, model)).toEqual([]);
  });

  it.each(rules)('are each tested to fire and not to fire: $name', ({ name }) => {
    const told = cases
      .map(({ prepared }) => prepared.definition)
      .filter(({ rule }) => rule === name)
      .map(({ notifications }) => (notifications ?? []).length > 0);
    expect(new Set(told)).toEqual(new Set([true, false]));
  });

  it.each(cases.map(({ prepared }) => ({ name: prepared.definition.name, prepared })))(
    'behave as their tests say: $name',
    ({ prepared }) => {
      expect(errors).toEqual([]);
      expect(runCase(prepared)).toEqual([]);
    },
  );
});
