// Runs one case over its rules and says in what it differs from what is expected.
import type { RuleTestCase } from '#schemas/alerts/rule-test.ts';
import { offsetMs } from '#schemas/alerts/rule-test.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { gridOf } from '../window-grid.ts';
import { compareNotifications, compareView } from './compare-expected.ts';
import type { Difference } from './compare-expected.ts';
import { sampleMeter } from './measure-samples.ts';
import type { Scene } from './measure-samples.ts';
import { momentsOf } from './moments.ts';
import { runRule } from './run-rule.ts';
import type { RunningRule, Told } from './run-rule.ts';
import { watermarkAt } from './watermark-at.ts';

export interface PreparedCase extends Scene {
  definition: RuleTestCase;
  rules: readonly Rule[];
}

/** @returns none if all is as expected */
export function runCase(prepared: PreparedCase): Difference[] {
  const { definition, rules, series } = prepared;
  const start = Date.parse(definition.start);
  const watermark = watermarkAt(definition, series);
  const running = new Map(
    rules.map((rule): [string, RunningRule] => [
      rule.name,
      runRule({ rule, measure: sampleMeter(rule, prepared), watermarkAt: watermark, start }),
    ]),
  );
  const told: Told[] = [];
  const differences: Difference[] = [];
  for (const now of momentsOf(definition, series, rules.map(gridOf))) {
    if (!isWithin(definition.outages, now - start)) {
      const canAsk = !isWithin(definition.errors, now - start);
      for (const rule of running.values()) told.push(...rule.evaluate(now, canAsk));
    }
    for (const expected of definition.expect.filter(({ at }) => offsetMs(at) === now - start)) {
      const name = expected.rule ?? rules[0]?.name ?? '';
      const view = running.get(name)?.view();
      if (view !== undefined) differences.push(...compareView({ start, rule: name, expected, view }));
    }
  }
  if (definition.notifications === undefined) return differences;
  const { notifications: expected } = definition;
  return [...differences, ...compareNotifications({ start, onlyRule: rules[0]?.name ?? '', expected, told })];
}

/** `to` is outside. */
const isWithin = (spans: readonly { from: string; to: string }[], offset: number): boolean =>
  spans.some(({ from, to }) => offset >= offsetMs(from) && offset < offsetMs(to));
