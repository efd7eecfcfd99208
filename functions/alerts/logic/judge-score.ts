// What a score means: which level it is, and whether it is safe again from each (hysteresis).
import type { Condition, Interval, Level, Operator } from '#schemas/alerts/condition.ts';
import { durationMs } from '#schemas/duration.ts';

export interface Judgment {
  /** The highest level that the score is, if any. */
  level: Level | null;
  /** Whether the score is on the safe side of where each level ends. */
  isSafe: Record<Level, boolean>;
  /** The threshold of `level`, or of the lowest level there is; null where it is no single number. */
  threshold: number | null;
}

export function judgeScore(condition: Condition, score: number): Judgment {
  const isLevel = (level: Level) => isBeyond(condition, score, boundOf(condition, level));
  const level = isLevel('critical') ? 'critical' : isLevel('warning') ? 'warning' : null;
  const isSafe = (one: Level) => !isLevel(one) && !isBeyond(condition, score, recoverOf(condition, one));
  return {
    level,
    isSafe: { warning: isSafe('warning'), critical: isSafe('critical') },
    threshold: thresholdOf(condition, level ?? lowestLevel(condition)),
  };
}

/** The level at which incidents begin. */
export const lowestLevel = (condition: Condition): Level => {
  if (condition.kind === 'no-data') return condition.level;
  return condition.warning === undefined ? 'critical' : 'warning';
};

export const highestLevel = (condition: Condition): Level => {
  if (condition.kind === 'no-data') return condition.level;
  return condition.critical === undefined ? 'warning' : 'critical';
};

type Bound = number | Interval | undefined;

function boundOf(condition: Condition, level: Level): Bound {
  if (condition.kind === 'no-data') return condition.level === level ? 1 : undefined;
  const bound = condition[level];
  return typeof bound === 'string' ? durationMs(bound) / 1000 : bound;
}

function recoverOf(condition: Condition, level: Level): Bound {
  return condition.kind === 'no-data' || condition.kind === 'stale-data' ? undefined : condition.recover?.[level];
}

/** Null where it is no single number. */
export function thresholdOf(condition: Condition, level: Level): number | null {
  if (condition.kind === 'no-data') return null;
  const bound = boundOf(condition, level);
  return typeof bound === 'number' ? bound : null;
}

/** A score on the dangerous side of a bound; of no bound there is none. */
function isBeyond(condition: Condition, score: number, bound: Bound): boolean {
  if (bound === undefined) return false;
  if (typeof bound === 'object') {
    const isInside = score >= bound.min && score <= bound.max;
    return condition.kind === 'range' && condition.is === 'inside' ? isInside : !isInside;
  }
  return compares(score, 'operator' in condition ? condition.operator : '>=', bound);
}

export function compares(score: number, operator: Operator, bound: number): boolean {
  switch (operator) {
    case '>':
      return score > bound;
    case '>=':
      return score >= bound;
    case '<':
      return score < bound;
    case '<=':
      return score <= bound;
    default:
      throw new TypeError(`unknown operator ${JSON.stringify(operator satisfies never)}`);
  }
}
