// An alert's PromQL as what a rule measures and when it is a breach.
import type { Level } from '#schemas/alerts/condition.ts';
import { MeasureKind } from '#schemas/alerts/rule-test.ts';
import { CannotImport } from './cannot-import.ts';
import { constantOf, describeSelector, measureOfPromql } from './measure-of-promql.ts';
import type { Measured, Names } from './measure-of-promql.ts';
import { shorten } from './parse-promql.ts';
import type { Call, Promql } from './promql.ts';

/** A comparison with a number, in the unit of the measure. */
export interface Bound {
  operator: Comparison;
  value: number;
}
export type Comparison = '>' | '>=' | '<' | '<=' | '==' | '!=';
export interface Judged {
  measured: Measured;
  /** The condition of a rule, as it is written. */
  condition: object;
}

/** @throws CannotImport */
export function conditionOfPromql(expression: Promql, level: Level, names: Names): Judged {
  if (expression.kind === 'call' && (expression.name === 'absent' || expression.name === 'absent_over_time')) {
    return { measured: measureAbsent(expression, names), condition: { kind: 'no-data', level } };
  }
  const comparison =
    expression.kind === 'binary' ? COMPARISONS.find((known) => known === expression.operator) : undefined;
  if (expression.kind !== 'binary' || comparison === undefined) {
    const joins = expression.kind === 'binary' && /^(and|or|unless)$/.test(expression.operator);
    throw new CannotImport(
      joins
        ? `${expression.kind === 'binary' ? expression.operator : ''} joins several conditions; a rule has one`
        : `${shorten(expression.text)} is not compared with a number`,
    );
  }
  if (expression.modifiers.length > 0) throw new CannotImport(`${expression.modifiers.join(' ')} has no counterpart`);
  const [left, right] = [constantOf(expression.left), constantOf(expression.right)];
  if ((left === undefined) === (right === undefined))
    throw new CannotImport(`${shorten(expression.text)} is not compared with a number`);
  const measured = measureOfPromql(left === undefined ? expression.left : expression.right, names);
  const operator = left === undefined ? comparison : MIRRORED[comparison];
  return { measured, condition: conditionOf({ operator, value: left ?? right ?? 0 }, level, measured.scale) };
}

const COMPARISONS = ['>', '>=', '<', '<=', '==', '!='] as const;
const MIRRORED = { '>': '<', '>=': '<=', '<': '>', '<=': '>=', '==': '==', '!=': '!=' } as const;

/** @param scale the compared value is so many times the measure's */
export function conditionOf({ operator, value }: Bound, level: Level, scale: number): object {
  const bound = inUnit(value, scale);
  if (operator === '==') return { kind: 'range', is: 'inside', [level]: { min: bound, max: bound } };
  if (operator === '!=') return { kind: 'range', is: 'outside', [level]: { min: bound, max: bound } };
  return { kind: 'threshold', operator: scale < 0 ? MIRRORED[operator] : operator, [level]: bound };
}

/** Without the noise of dividing. */
export function inUnit(value: number, scale: number): number {
  const bound = Number((value / scale).toPrecision(12));
  if (!Number.isFinite(bound)) throw new CannotImport(`is compared with ${value}, which is no finite number`);
  return bound;
}

function measureAbsent({ args, text }: Call, { metrics, labels }: Names): Measured {
  const [inner] = args;
  const windowMs = inner?.kind === 'range' ? inner.windowMs : null;
  const selector = inner?.kind === 'range' ? inner.selector : inner;
  if (selector?.kind !== 'selector') throw new CannotImport(`${shorten(text)} is not of one metric`);
  const mapped = metrics.measureOf(selector.metric, MeasureKind.options);
  const aggregating = { operator: 'sum', grouping: { by: [] } };
  return describeSelector(selector, {
    mapped,
    windowMs: windowMs ?? LOOKBACK_MS,
    names: { metrics, labels },
    aggregating,
  });
}

/** How long Prometheus takes a series for alive after its newest sample. */
const LOOKBACK_MS = 300_000;
