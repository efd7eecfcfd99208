// What a window showed, in words: the reason of a transition.
import type { Condition } from '#schemas/alerts/condition.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { describeExpression } from './expression-operands.ts';
import type { JudgedSeries } from './judge-window.ts';

export function describeJudgment(rule: Rule, { value, score, hasRows, verdict }: JudgedSeries): string {
  const { condition, window } = rule;
  if (condition.kind === 'no-data') return hasRows ? 'data arrived' : `no data for ${window}`;
  if (condition.kind === 'stale-data') return `the newest data is ${value === null ? 'unknown' : `${value} s old`}`;
  const name = describeExpression(rule.measure);
  if (!hasRows) return `${name} has no rows over ${window}`;
  if (score === null || verdict.kind !== 'judged') return `${name} has no value to judge over ${window}`;
  const { threshold, level } = verdict.judgment;
  const compared = comparison(condition, threshold);
  return `${name} is ${value} over ${window}${scoreText(condition, score)}${compared === '' ? '' : `, ${level === null ? 'not ' : ''}${compared}`}`;
}

function comparison(condition: Condition, threshold: number | null): string {
  if (condition.kind === 'range') return `${condition.is} its range`;
  if (threshold === null) return '';
  return `${'operator' in condition ? condition.operator : '>='} ${threshold}`;
}

function scoreText(condition: Condition, score: number): string {
  switch (condition.kind) {
    case 'change':
      return `, ${score}${condition.as === 'percent' ? ' %' : ''} from ${condition.against} earlier`;
    case 'rate':
      return `, growing by ${score} per ${condition.per}`;
    case 'deviation':
      return `, ${score} deviations ${condition.direction === 'both' ? 'from' : condition.direction} the median of ${condition.days} days`;
    case 'threshold':
    case 'range':
    case 'no-data':
    case 'stale-data':
      return '';
    default:
      throw new TypeError(`unknown condition ${JSON.stringify(condition satisfies never)}`);
  }
}
