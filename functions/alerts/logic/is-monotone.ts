// Whether a breach of a part of a window is one of the whole, whatever else comes.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Measure } from '#schemas/model.ts';

/** @param measure the rule's measure; undefined for an expression */
export function isMonotone({ condition }: Rule, measure: Measure | undefined): boolean {
  if (condition.kind !== 'threshold' || measure === undefined) return false;
  const asksForMore = condition.operator.startsWith('>');
  switch (measure.kind) {
    case 'count':
    case 'distinct':
    case 'max':
      return asksForMore;
    case 'sum':
      return asksForMore && measure.nonNegative === true;
    case 'min':
      return !asksForMore;
    case 'mean':
    case 'quantile':
      return false;
    default:
      throw new TypeError(`unknown measure ${JSON.stringify(measure satisfies never)}`);
  }
}
