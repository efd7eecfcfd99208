// A file of rule tests, as `millrace test` reads it: rules, the events that come, and what is expected of it. Times are offsets from the
// start of a case.
import * as z from 'zod';
import { Measure } from '../model.ts';
import { FieldName, Name } from '../name.ts';
import { Level } from './condition.ts';
import { IncidentFlags } from './incident.ts';
import { RuleState, SeriesStatus } from './rule-state.ts';
import { Rule } from './rule.ts';

const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
const OFFSET = /^([+-])?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** A time such as `90s`, `1h30m` or `-1d`, from the start of the case or, for `arrives`, from the event. */
export const Offset = z.string().refine((text) => OFFSET.test(text) && /\d/.test(text), {
  message: 'must be a time such as 90s, 5m, 1h30m or -1d',
  abort: true,
});

/** @throws RangeError on text that `Offset` refuses */
export function offsetMs(offset: string): number {
  const parts = OFFSET.exec(offset);
  if (parts === null) throw new RangeError(`not a time: ${offset}`);
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = parts;
  const { d, h, m, s } = UNIT_MS;
  const ms = Number(days) * d + Number(hours) * h + Number(minutes) * m + Number(seconds) * s + Number(milliseconds);
  return sign === '-' ? -ms : ms;
}

const SinceStart = Offset.refine((text) => offsetMs(text) >= 0, 'must not be before the start of the case');

/** What a measure is made of in a window: the kinds of a model's measures. */
export const MeasureKind = z.enum(Measure.options.map((option) => option.shape.kind.value));
export type MeasureKind = z.infer<typeof MeasureKind>;

const LabelValue = z.union([z.string(), z.number(), z.null()]);

const TestSeries = z
  .strictObject({
    measure: FieldName,
    labels: z.record(FieldName, LabelValue).default({}).describe('Dimensions of the events; others are null.'),
    values: z
      .union([z.string(), z.number()])
      .describe(
        'One for each interval: `1 2 3`, `5x3` (5 and three more), `1+2x3` (1 3 5 7), `_` and `_x3` for nothing, `9@5m` for one that arrives 5 minutes late.',
      ),
    from: Offset.default('0s').describe('The time of the first value; may lie before the start.'),
    arrives: Offset.default('0s').describe('How long after its own time each value arrives.'),
  })
  .describe(
    'Events of one measure: a count of so many, or one with a value. Of distinct and quantile measures the newest value in a window is its value.',
  );
export type TestSeries = z.infer<typeof TestSeries>;

const span = { from: Offset, to: Offset };
const Span = z.strictObject(span).refine(({ from, to }) => offsetMs(from) < offsetMs(to), 'must end after it begins');

const WatermarkPart = z
  .strictObject({
    from: Offset,
    is: Offset.optional().describe('It stands at this time.'),
    lag: Offset.optional().describe('It is so far behind the clock.'),
    isStale: z.boolean().default(false).describe('A partition with records left to read does not move.'),
  })
  .refine(({ is, lag }) => (is === undefined) !== (lag === undefined), 'must have either `is` or `lag`');

const incidentFields = {
  labels: z.record(FieldName, z.union([z.string(), z.number(), z.null()])).default({}),
  severity: Level.optional(),
  kind: z.enum(['condition', 'no-data']).optional(),
  value: z.number().nullable().optional(),
  score: z.number().nullable().optional(),
  threshold: z.number().nullable().optional(),
  startedAt: Offset.optional(),
  openedAt: Offset.optional(),
  resolvedAt: Offset.nullable().optional(),
  reason: z.string().optional(),
  flags: IncidentFlags.partial().optional(),
  annotations: z.record(FieldName, z.string()).optional(),
};

const ExpectedIncident = z.strictObject({ ...incidentFields, status: z.enum(['open', 'resolved']).default('open') });
export type ExpectedIncident = z.infer<typeof ExpectedIncident>;

const ExpectedNotification = z.strictObject({
  at: SinceStart.describe('When it is told, by the clock.'),
  rule: Name.optional(),
  type: z.enum(['opened', 'level-changed', 'resolved']),
  ...incidentFields,
});
export type ExpectedNotification = z.infer<typeof ExpectedNotification>;

const ExpectedSeries = z.strictObject({
  labels: incidentFields.labels,
  status: SeriesStatus.exclude(['normal']),
  since: Offset.optional(),
});
export type ExpectedSeries = z.infer<typeof ExpectedSeries>;

const Expectation = z
  .strictObject({
    at: SinceStart,
    rule: Name.optional().describe('May be left out where there is but one.'),
    status: RuleState.shape.status.optional(),
    level: Level.nullable().optional(),
    evaluatedAt: Offset.nullable().optional().describe('End of the newest window that was judged.'),
    skippedWindows: z.int().optional(),
    incidents: z
      .array(ExpectedIncident)
      .optional()
      .describe('The open ones, no more and no fewer; a resolved one is looked for where it is named.'),
    series: z.array(ExpectedSeries).optional().describe('The label sets that are not normal, no more and no fewer.'),
  })
  .refine(
    (given) => Object.keys(given).some((field) => field !== 'at' && field !== 'rule'),
    'must say what is expected',
  );
export type Expectation = z.infer<typeof Expectation>;

export const RuleTestCase = z.strictObject({
  name: z.string().min(1).max(500),
  rule: Name.optional().describe('The one rule that is evaluated; by default all of the file are.'),
  start: z.iso.datetime().default('2026-01-01T00:00:00Z'),
  interval: Offset.default('1m').refine((text) => offsetMs(text) > 0, 'must be longer than nothing'),
  series: z.array(TestSeries).max(10_000).default([]),
  watermark: z
    .union([z.enum(['events', 'clock']), z.array(WatermarkPart).min(1)])
    .default('events')
    .describe(
      'By default the newest event that has arrived; `clock` for a stream with events at every moment; or in parts.',
    ),
  errors: z.array(Span).default([]).describe('When Druid cannot be asked.'),
  outages: z.array(Span).default([]).describe('When nothing is evaluated.'),
  expect: z.array(Expectation).default([]),
  notifications: z
    .array(ExpectedNotification)
    .optional()
    .describe('All that are told in the whole case, in the order of their times; muted ones are none.'),
});
export type RuleTestCase = z.infer<typeof RuleTestCase>;

export const RuleTests = z.strictObject({
  rules: z
    .array(z.union([z.string().min(1), Rule]))
    .min(1)
    .describe(
      'Rules, or paths of files of definitions (from this file on): their rules and the measures of their models.',
    ),
  measures: z.record(FieldName, MeasureKind).default({}),
  cases: z.array(RuleTestCase).min(1).max(10_000),
});
export type RuleTests = z.infer<typeof RuleTests>;
