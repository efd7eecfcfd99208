// When a window is a breach. Every condition makes one number, the score, of a window and the earlier windows that it compares with;
// the levels say from which score on the window is a warning or critical, `recover` from which on it is safe again (hysteresis).
import * as z from 'zod';
import { durationBetween, durationMs } from '../duration.ts';

export const Level = z.enum(['warning', 'critical']);
export type Level = z.infer<typeof Level>;

export const Operator = z.enum(['>', '>=', '<', '<=']);
export type Operator = z.infer<typeof Operator>;

const levelsOf = <Bound extends z.ZodType>(bound: Bound) => ({
  warning: bound.optional(),
  critical: bound.optional(),
  recover: z
    .strictObject({ warning: bound.optional(), critical: bound.optional() })
    .optional()
    .describe('Where a level ends, on its safe side; by default where the level itself no longer holds.'),
});
const numbers = levelsOf(z.number());

const Interval = z.strictObject({ min: z.number(), max: z.number() });
export type Interval = z.infer<typeof Interval>;

const Threshold = z
  .strictObject({ kind: z.literal('threshold'), operator: Operator, ...numbers })
  .describe('The score is the value.');
const Range = z
  .strictObject({ kind: z.literal('range'), is: z.enum(['outside', 'inside']), ...levelsOf(Interval) })
  .describe('The score is the value; the bounds of an interval are inside it.');
const Change = z
  .strictObject({
    kind: z.literal('change'),
    against: durationBetween('PT10S', 'P35D').describe(
      'How much earlier the window is that this one is compared with.',
    ),
    as: z.enum(['absolute', 'percent']).describe('Percent of the earlier value.'),
    operator: Operator,
    ...numbers,
  })
  .describe('The score is the value less the earlier one.');
const Rate = z
  .strictObject({ kind: z.literal('rate'), per: durationBetween('PT1S', 'P1D'), operator: Operator, ...numbers })
  .describe('The score is how fast the value grows from the window just before to this one, in units per `per`.');
const Deviation = z
  .strictObject({
    kind: z.literal('deviation'),
    days: z.int().min(3).max(28).describe('Windows at the same local time of so many past days are compared with.'),
    direction: z.enum(['above', 'below', 'both']),
    ...levelsOf(z.number().positive()),
  })
  .describe(
    'The score is the distance from the median of the past days in units of 1.4826 times their median absolute deviation (as standard deviations of a normal distribution).',
  );
const NoData = z
  .strictObject({ kind: z.literal('no-data'), level: Level.default('warning') })
  .describe('A breach is a window without any row; takes no groupBy.');
const StaleData = z
  .strictObject({
    kind: z.literal('stale-data'),
    warning: durationBetween('PT10S', 'P7D').optional(),
    critical: durationBetween('PT10S', 'P7D').optional(),
  })
  .describe("The score is the age of the model's watermark in seconds; takes no groupBy.");

/** Conditions whose score is compared with numbers by an operator. */
export type Compared = Extract<Condition, { operator: Operator }>;

export const Condition = z
  .discriminatedUnion('kind', [Threshold, Range, Change, Rate, Deviation, NoData, StaleData])
  .meta({ id: 'Condition' });
export type Condition = z.infer<typeof Condition>;

interface Fault {
  path: (string | number)[];
  message: string;
}

/** What is wrong with the levels: none at all, critical milder than warning, recover not on the safe side. */
export function faultsOfCondition(condition: Condition): Fault[] {
  if (condition.kind === 'no-data') return [];
  if (condition.warning === undefined && condition.critical === undefined) {
    return [{ path: [], message: 'must have a level: warning, critical or both' }];
  }
  switch (condition.kind) {
    case 'stale-data':
      return faultsOfOrder(condition, (one, other) => durationMs(one) >= durationMs(other));
    case 'range':
      return [...faultsOfIntervals(condition), ...faultsOfLevels(condition, isSaferInterval(condition.is))];
    case 'deviation':
      return faultsOfLevels(condition, (one, other) => one <= other);
    case 'threshold':
    case 'change':
    case 'rate': {
      const rises = condition.operator.startsWith('>');
      return faultsOfLevels(condition, (one, other) => (rises ? one <= other : one >= other));
    }
    default:
      throw new TypeError(`unknown condition ${JSON.stringify(condition satisfies never)}`);
  }
}

interface Levels<Bound> {
  warning?: Bound | undefined;
  critical?: Bound | undefined;
  recover?: { warning?: Bound | undefined; critical?: Bound | undefined } | undefined;
}

/** @param isAtLeast whether the first bound is as severe as the second, or more */
function faultsOfOrder<Bound>({ warning, critical }: Levels<Bound>, isAtLeast: (one: Bound, other: Bound) => boolean) {
  if (warning === undefined || critical === undefined || isAtLeast(critical, warning)) return [];
  return [{ path: ['critical'], message: 'must be as severe as warning, or more' }];
}

/** @param isSafer whether the first bound is as safe as the second, or safer */
function faultsOfLevels<Bound>(levels: Levels<Bound>, isSafer: (one: Bound, other: Bound) => boolean): Fault[] {
  return [
    ...faultsOfOrder(levels, (one, other) => isSafer(other, one)),
    ...Level.options.flatMap((level) => {
      const [bound, recover] = [levels[level], levels.recover?.[level]];
      if (recover === undefined) return [];
      if (bound === undefined)
        return [{ path: ['recover', level], message: `there is no level ${level} to recover from` }];
      return isSafer(recover, bound)
        ? []
        : [{ path: ['recover', level], message: `must be on the safe side of ${level}` }];
    }),
  ];
}

/** Outside is a breach: a narrower interval is safer. Inside is a breach: a wider one is. */
const isSaferInterval =
  (is: 'outside' | 'inside') =>
  (one: Interval, other: Interval): boolean =>
    is === 'outside' ? contains(other, one) : contains(one, other);

const contains = (outer: Interval, inner: Interval): boolean => outer.min <= inner.min && outer.max >= inner.max;

function faultsOfIntervals({ warning, critical, recover }: Levels<Interval>): Fault[] {
  const intervals = [
    { path: ['warning'], interval: warning },
    { path: ['critical'], interval: critical },
    { path: ['recover', 'warning'], interval: recover?.warning },
    { path: ['recover', 'critical'], interval: recover?.critical },
  ];
  return intervals.flatMap(({ path, interval }) =>
    interval !== undefined && interval.min > interval.max ? [{ path, message: 'min must not be above max' }] : [],
  );
}
