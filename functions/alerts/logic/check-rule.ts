// What a rule names must exist in its model.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Filter } from '#schemas/filter.ts';
import type { Model } from '#schemas/model.ts';
import type { FieldError } from '#schemas/problem.ts';

/** One error for each measure and dimension that the model does not have. */
export function checkRule(rule: Rule, model: Model): FieldError[] {
  const dimensions = new Set(model.dimensions.map(({ name }) => name));
  const named = [
    ...rule.groupBy.map((dimension, index) => ({ dimension, pointer: `/groupBy/${index}` })),
    ...rule.filters.flatMap((filter, index) => dimensionsOf(filter, `/filters/${index}`)),
  ];
  const errors = named
    .filter(({ dimension }) => !dimensions.has(dimension))
    .map(({ dimension, pointer }) => ({
      pointer,
      reason: `the model "${model.name}" has no dimension "${dimension}"`,
    }));
  if (model.measures.some(({ name }) => name === rule.measure)) return errors;
  return [{ pointer: '/measure', reason: `the model "${model.name}" has no measure "${rule.measure}"` }, ...errors];
}

function dimensionsOf(filter: Filter, pointer: string): { dimension: string; pointer: string }[] {
  if ('and' in filter) return filter.and.flatMap((inner, index) => dimensionsOf(inner, `${pointer}/and/${index}`));
  if ('or' in filter) return filter.or.flatMap((inner, index) => dimensionsOf(inner, `${pointer}/or/${index}`));
  if ('not' in filter) return dimensionsOf(filter.not, `${pointer}/not`);
  return [{ dimension: filter.dimension, pointer: `${pointer}/dimension` }];
}
