// Random rules over the model of the fusion test: all kinds of measures, filters of all operators, values that are there and that are not.
import fc from 'fast-check';
import type { Ask } from '#functions/alerts/logic/fusion/ask.ts';
import type { Expression } from '#schemas/alerts/expression.ts';
import type { Filter } from '#schemas/filter.ts';

export const CITIES = ['Oslo', 'oslo', 'Ålesund', '', 'a%b', 'a_b', '｡', '😀', '1.5', null] as const;
export const CARRIERS = ['AA', 'BB', 'CC', 'DD', null] as const;
export const CODES = [0, 1, 2, -5, 1_000_000_000_000, null] as const;
export const SCORES = [0.1, 1.5, 2, -0.25, 1e10, null] as const;
export const MEASURES = [
  'row_count',
  'amount_sum',
  'quantity_sum',
  'quantity_min',
  'amount_max',
  'amount_mean',
  'quantity_mean',
  'user_count',
  'amount_p90',
] as const;

const text = fc.constantFrom('Oslo', 'oslo', 'Ålesund', '', 'a%b', '｡', '😀', 'AA', 'BB', 'nowhere', 1.5, true);
const pattern = fc.constantFrom('%', '_slo', '%o', 'a_b', 'a%b', '_', '%s%o%', '', 'A', 'O%');
const number = fc.constantFrom(0, 1, 2, -5, 1.5, 0.1, 1e10, 1_000_000_000_000, 7);
const compare = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
const textDimension = fc.constantFrom('city', 'carrier');
const numberDimension = fc.constantFrom('code', 'score');

const condition = fc.oneof(
  { weight: 4, arbitrary: fc.record({ dimension: textDimension, operator: fc.constant('='), value: text }) },
  fc.record({ dimension: textDimension, operator: compare, value: text }),
  fc.record({ dimension: textDimension, operator: fc.constantFrom('like', 'not like'), value: pattern }),
  fc.record({
    dimension: textDimension,
    operator: fc.constantFrom('in', 'not in'),
    values: fc.array(text, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ dimension: numberDimension, operator: compare, value: number }),
  fc.record({
    dimension: numberDimension,
    operator: fc.constantFrom('in', 'not in'),
    values: fc.array(number, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    dimension: fc.oneof(textDimension, numberDimension),
    operator: fc.constantFrom('is null', 'is not null'),
  }),
) as fc.Arbitrary<Filter>;

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: condition },
    fc.record({ and: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
}));

const measure = fc.constantFrom(...MEASURES);
const operand = fc.oneof(measure, fc.record({ measure, filters: fc.array(filter, { minLength: 1, maxLength: 2 }) }));
const expression: fc.Arbitrary<Expression> = fc.oneof(
  { weight: 3, arbitrary: measure },
  fc.record({ ratio: fc.tuple(operand, operand) }),
  fc.record({ difference: fc.tuple(operand, operand) }),
);

const ask = fc.record({
  measure: expression,
  filters: fc.array(filter, { maxLength: 2 }),
  groupBy: fc.oneof(
    { weight: 2, arbitrary: fc.constant<string[]>([]) },
    fc.uniqueArray(fc.constantFrom('city', 'carrier', 'code', 'score'), { minLength: 1, maxLength: 2 }),
  ),
});

/** Rules of one pass, with keys of their own. */
export const askSet: fc.Arbitrary<Ask[]> = fc
  .array(ask, { minLength: 12, maxLength: 20 })
  .map((asks) => asks.map((one, index) => ({ ...one, key: `ask-${index}`, maxSeries: 10_000 })));
