// What a PromQL expression without its comparison measures: a measure of a model, a ratio or a difference, in the terms of a rule.
import type { Expression, Operand } from '#schemas/alerts/expression.ts';
import type { MappedMeasure } from '#schemas/alerts/metric-mapping.ts';
import type { MeasureKind } from '#schemas/alerts/rule-test.ts';
import type { Filter } from '#schemas/filter.ts';
import { CannotImport } from './cannot-import.ts';
import { matcherFilters } from './matcher-filters.ts';
import type { LabelNames, MetricNames } from './metric-names.ts';
import { shorten } from './parse-promql.ts';
import type { Aggregation, Binary, Call, Promql, Selector } from './promql.ts';

export interface Measured {
  model: string;
  measure: Expression;
  filters: Filter[];
  groupBy: string[];
  /** Null where the expression takes the newest values. */
  windowMs: number | null;
  /** The expression's value is so many times the measure's. */
  scale: number;
  remarks: string[];
}

export interface Names {
  metrics: MetricNames;
  labels: LabelNames;
}

/** @throws CannotImport */
export function measureOfPromql(expression: Promql, names: Names): Measured {
  switch (expression.kind) {
    case 'binary':
      return measureBinary(expression, names);
    case 'aggregation':
      return measureAggregation(expression, names);
    case 'call':
    case 'selector':
      return measureSeries(expression, names, null);
    case 'range':
    case 'number':
      throw new CannotImport(`${shorten(expression.text)} has no value to compare`);
    case 'other':
      throw new CannotImport(`${shorten(expression.text)} is ${expression.what}, which a rule has not`);
    default:
      throw new TypeError(`unknown expression ${JSON.stringify(expression satisfies never)}`);
  }
}

/** The value of an expression of numbers alone; undefined for any other. */
export function constantOf(expression: Promql): number | undefined {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'binary') return undefined;
  const [left, right] = [constantOf(expression.left), constantOf(expression.right)];
  if (left === undefined || right === undefined) return undefined;
  return ARITHMETIC.get(expression.operator)?.(left, right);
}

const ARITHMETIC = new Map<string, (one: number, other: number) => number>([
  ['+', (one, other) => one + other],
  ['-', (one, other) => one - other],
  ['*', (one, other) => one * other],
  ['/', (one, other) => one / other],
]);

function measureBinary(expression: Binary, names: Names): Measured {
  const { operator, left, right, modifiers } = expression;
  if (modifiers.length > 0)
    throw new CannotImport(`${modifiers.join(' ')} in ${shorten(expression.text)} has no counterpart`);
  const [leftFactor, rightFactor] = [constantOf(left), constantOf(right)];
  if (rightFactor !== undefined && (operator === '*' || operator === '/')) {
    return rescale(measureOfPromql(left, names), operator === '*' ? rightFactor : 1 / rightFactor);
  }
  if (leftFactor !== undefined && operator === '*') return rescale(measureOfPromql(right, names), leftFactor);
  if (leftFactor !== undefined || rightFactor !== undefined || (operator !== '/' && operator !== '-')) {
    throw new CannotImport(`"${operator}" in ${shorten(expression.text)} is no ratio, difference or multiple`);
  }
  return combine(expression, measureOfPromql(left, names), measureOfPromql(right, names), names);
}

const rescale = (measured: Measured, factor: number): Measured => ({ ...measured, scale: measured.scale * factor });

function combine({ operator, text, on }: Binary, one: Measured, other: Measured, { labels }: Names): Measured {
  const fail = (reason: string) => new CannotImport(`${shorten(text)}: ${reason}`);
  if (typeof one.measure !== 'string' || typeof other.measure !== 'string')
    throw fail('a ratio or difference has two plain measures');
  if (one.model !== other.model) throw fail(`its sides are of two models, ${one.model} and ${other.model}`);
  if (one.windowMs !== other.windowMs) throw fail('its sides are over windows of different lengths');
  if (!isSameSet(one.groupBy, other.groupBy)) throw fail('its sides have different labels');
  if (
    on !== null &&
    !isSameSet(
      on.flatMap((label) => labels.dimensionOf(label) ?? []),
      one.groupBy,
    )
  ) {
    throw fail('it is matched by other labels than it is summed by');
  }
  if (operator === '-' && one.scale !== other.scale) throw fail('its sides are not in the same unit');
  const shared = one.filters.filter((filter) =>
    other.filters.some((same) => JSON.stringify(same) === JSON.stringify(filter)),
  );
  const rest = ({ measure, filters }: Measured): Operand => {
    const own = filters.filter((filter) => !shared.some((same) => JSON.stringify(same) === JSON.stringify(filter)));
    const name = typeof measure === 'string' ? measure : '';
    return own.length === 0 ? name : { measure: name, filters: own };
  };
  const operands: [Operand, Operand] = [rest(one), rest(other)];
  return {
    ...one,
    measure: operator === '/' ? { ratio: operands } : { difference: operands },
    filters: shared,
    scale: operator === '/' ? one.scale / other.scale : one.scale,
    remarks: [...new Set([...one.remarks, ...other.remarks])],
  };
}

const isSameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item) => other.includes(item));

function measureAggregation({ operator, args, grouping, text }: Aggregation, names: Names): Measured {
  const [inner] = args;
  if (args.length !== 1 || inner === undefined || (inner.kind !== 'call' && inner.kind !== 'selector')) {
    throw new CannotImport(`${shorten(text)} is no sum, avg, min, max or count of one metric`);
  }
  return measureSeries(inner, names, { operator, grouping });
}

type Aggregating = Pick<Aggregation, 'operator' | 'grouping'>;

/** What a function takes of a metric: which kinds of measures mean the same, and by what the series of a metric may be put together. */
interface Meaning {
  kinds: MeasureKind[];
  across: string;
  remark?: string;
}
const RATE: Meaning = { kinds: ['count', 'sum'], across: 'sum' };
const MEANINGS = new Map<string, Meaning>([
  ['rate', RATE],
  ['increase', RATE],
  ['sum_over_time', { kinds: ['sum'], across: 'sum' }],
  ['count_over_time', { kinds: ['count'], across: 'sum' }],
  ['min_over_time', { kinds: ['min'], across: 'min' }],
  ['max_over_time', { kinds: ['max'], across: 'max' }],
  [
    'avg_over_time',
    { kinds: ['mean'], across: 'avg', remark: 'the mean is over all events, not the mean of the means of series' },
  ],
]);

/** Of newest values, by how they are put together. */
const INSTANT = new Map<string, Meaning>([
  ['min', { kinds: ['min'], across: 'min' }],
  ['max', { kinds: ['max'], across: 'max' }],
  ['avg', { kinds: ['mean'], across: 'avg' }],
]);

function measureSeries(expression: Call | Selector, names: Names, aggregating: Aggregating | null): Measured {
  if (expression.kind === 'call' && expression.name === 'histogram_quantile') return measureQuantile(expression, names);
  const [range] = expression.kind === 'call' ? expression.args : [];
  const windowMs = range?.kind === 'range' ? range.windowMs : null;
  const selector = expression.kind === 'selector' ? expression : range?.kind === 'range' ? range.selector : undefined;
  const meaning = meaningOf(expression, aggregating);
  if (selector === undefined)
    throw new CannotImport(`${shorten(expression.text)} takes something else than a range of a metric`);
  if (aggregating !== null && aggregating.operator !== meaning.across) {
    throw new CannotImport(
      `${aggregating.operator}(${shorten(expression.text)}) puts the series of a metric together as no measure does`,
    );
  }
  const mapped = names.metrics.measureOf(selector.metric, meaning.kinds);
  const measured = describeSelector(selector, { mapped, windowMs, names, aggregating });
  if (windowMs === null) measured.remarks.push('the newest value of each series became the value over the window');
  if (aggregating !== null && meaning.remark !== undefined) measured.remarks.push(meaning.remark);
  return expression.kind === 'call' && expression.name === 'rate'
    ? rescale(measured, 1000 / (windowMs ?? 1000))
    : measured;
}

function meaningOf(expression: Call | Selector, aggregating: Aggregating | null): Meaning {
  if (expression.kind === 'call') {
    const meaning = MEANINGS.get(expression.name);
    if (meaning === undefined) throw new CannotImport(`${expression.name}() has no counterpart`);
    return meaning;
  }
  if (aggregating === null) return { kinds: ['mean', 'max', 'min'], across: '' };
  const meaning = INSTANT.get(aggregating.operator);
  if (meaning === undefined)
    throw new CannotImport(`${aggregating.operator}() of newest values is what no measure says`);
  return meaning;
}

/** histogram_quantile(0.95, sum by (le) (rate(m_bucket[5m]))): a quantile measure has its own fraction. */
function measureQuantile({ args, text }: Call, names: Names): Measured {
  const [fraction, buckets] = args;
  const inner = buckets?.kind === 'aggregation' ? buckets.args[0] : buckets;
  const range = inner?.kind === 'call' && RATE === MEANINGS.get(inner.name) ? inner.args[0] : undefined;
  const at = fraction === undefined ? undefined : constantOf(fraction);
  if (range?.kind !== 'range' || at === undefined)
    throw new CannotImport(`${shorten(text)} is no quantile of rates of buckets`);
  const aggregating =
    buckets?.kind === 'aggregation' ? { operator: buckets.operator, grouping: withoutBuckets(buckets.grouping) } : null;
  if (aggregating !== null && aggregating.operator !== 'sum')
    throw new CannotImport(`${shorten(text)} is no sum of buckets`);
  const mapped = names.metrics.measureOf(range.selector.metric, ['quantile']);
  const measured = describeSelector(range.selector, { mapped, windowMs: range.windowMs, names, aggregating });
  measured.remarks.push(`the measure ${mapped.measure} must be the quantile ${at}`);
  return measured;
}

const withoutBuckets = (grouping: Aggregation['grouping']): Aggregation['grouping'] =>
  'by' in grouping ? { by: grouping.by.filter((label) => label !== 'le') } : grouping;

/** A metric with its matchers, of whatever is taken of it. */
interface Described {
  mapped: MappedMeasure & { model: string };
  windowMs: number | null;
  names: Names;
  aggregating: Aggregating | null;
}

export function describeSelector(selector: Selector, { mapped, windowMs, names, aggregating }: Described): Measured {
  const remarks: string[] = [];
  const filters = selector.matchers.flatMap((matcher) => {
    const dimension = names.labels.dimensionOf(matcher.label);
    if (dimension !== null) return matcherFilters(dimension, matcher);
    remarks.push(
      `the matcher ${matcher.label}${matcher.operator}"${matcher.value}" is left out: events do not have the label`,
    );
    return [];
  });
  const labels = labelsOf(selector, mapped, aggregating);
  const groupBy = [...new Set(labels.flatMap((label) => names.labels.dimensionOf(label) ?? []))];
  return { model: mapped.model, measure: mapped.measure, filters, groupBy, windowMs, scale: 1, remarks };
}

function labelsOf({ metric }: Selector, { labels }: MappedMeasure, aggregating: Aggregating | null): string[] {
  if (aggregating !== null && 'by' in aggregating.grouping) return aggregating.grouping.by;
  if (labels === undefined)
    throw new CannotImport(`which labels ${metric} has is not known: name them in the mapping, or sum by some`);
  const left = aggregating === null || !('without' in aggregating.grouping) ? [] : aggregating.grouping.without;
  return labels.filter((label) => !left.includes(label));
}
