// What a rule names must exist in its model, and mean what the rule takes it for.
import type { Operand } from '#schemas/alerts/expression.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Filter } from '#schemas/filter.ts';
import type { Measure, Model } from '#schemas/model.ts';
import type { FieldError } from '#schemas/problem.ts';
import { isMonotone } from './is-monotone.ts';
import { faultOfTemplate } from './render-annotations.ts';

/** One error for each measure and dimension that the model does not have, and for what does not fit them. */
export function checkRule(rule: Rule, model: Model): FieldError[] {
  return [
    ...operandsAt(rule).flatMap((at) => checkOperand(at, model)),
    ...rule.groupBy.flatMap((dimension, index) => checkDimension({ dimension, pointer: `/groupBy/${index}` }, model)),
    ...checkFilters({ filters: rule.filters, pointer: '/filters' }, model),
    ...checkEarly(rule, model),
    ...Object.entries(rule.annotations).flatMap(([name, text]) => {
      const fault = faultOfTemplate(text);
      return fault === undefined ? [] : [{ pointer: `/annotations/${name}`, reason: fault }];
    }),
  ];
}

interface OperandAt {
  operand: Operand;
  pointer: string;
}

function operandsAt({ measure }: Rule): OperandAt[] {
  if (typeof measure === 'string') return [{ operand: measure, pointer: '/measure' }];
  const [kind, operands] =
    'ratio' in measure ? (['ratio', measure.ratio] as const) : (['difference', measure.difference] as const);
  return operands.map((operand, index) => ({ operand, pointer: `/measure/${kind}/${index}` }));
}

function checkOperand({ operand, pointer }: OperandAt, model: Model): FieldError[] {
  const isPlain = typeof operand === 'string';
  const name = isPlain ? operand : operand.measure;
  const filters = isPlain ? [] : checkFilters({ filters: operand.filters, pointer: `${pointer}/filters` }, model);
  if (model.measures.some((measure) => measure.name === name)) return filters;
  const reason = `the model "${model.name}" has no measure "${name}"`;
  return [{ pointer: isPlain ? pointer : `${pointer}/measure`, reason }, ...filters];
}

const checkFilters = ({ filters, pointer }: { filters: Filter[]; pointer: string }, model: Model): FieldError[] =>
  filters.flatMap((filter, index) =>
    dimensionsOf(filter, `${pointer}/${index}`).flatMap((named) => checkDimension(named, model)),
  );

interface Named {
  dimension: string;
  pointer: string;
}

function checkDimension({ dimension, pointer }: Named, model: Model): FieldError[] {
  if (model.dimensions.some(({ name }) => name === dimension)) return [];
  return [{ pointer, reason: `the model "${model.name}" has no dimension "${dimension}"` }];
}

function dimensionsOf(filter: Filter, pointer: string): Named[] {
  if ('and' in filter) return filter.and.flatMap((inner, index) => dimensionsOf(inner, `${pointer}/and/${index}`));
  if ('or' in filter) return filter.or.flatMap((inner, index) => dimensionsOf(inner, `${pointer}/or/${index}`));
  if ('not' in filter) return dimensionsOf(filter.not, `${pointer}/not`);
  return [{ dimension: filter.dimension, pointer: `${pointer}/dimension` }];
}

function checkEarly(rule: Rule, { measures }: Model): FieldError[] {
  if (!rule.early || isMonotone(rule, measureNamed(rule, measures))) return [];
  const reason =
    'only what can but grow may fire early: a threshold with > on a count, a distinct count, a maximum or a sum that is nonNegative, or with < on a minimum';
  return [{ pointer: '/early', reason }];
}

const measureNamed = ({ measure }: Rule, measures: Measure[]): Measure | undefined =>
  measures.find(({ name }) => name === measure);
