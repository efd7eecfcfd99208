// The operands of a rule's expression, and its value from theirs.
import type { Expression, Operand } from '#schemas/alerts/expression.ts';

export function operandsOf(expression: Expression): Operand[] {
  if (typeof expression === 'string') return [expression];
  return 'ratio' in expression ? expression.ratio : expression.difference;
}

/** @param values of the operands, in their order. Null where one has none, and for a ratio by zero. */
export function combineOperands(expression: Expression, values: readonly (number | null)[]): number | null {
  const [first = null, second = null] = values;
  if (typeof expression === 'string' || first === null || second === null)
    return typeof expression === 'string' ? first : null;
  if ('difference' in expression) return first - second;
  return second === 0 ? null : first / second;
}

export const measureOf = (operand: Operand): string => (typeof operand === 'string' ? operand : operand.measure);

/** As people read it: `delay_mean`, `cancelled / flights`. */
export function describeExpression(expression: Expression): string {
  const sign = typeof expression === 'object' && 'ratio' in expression ? ' / ' : ' - ';
  return operandsOf(expression).map(measureOf).join(sign);
}
