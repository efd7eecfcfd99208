// A model: dimensions and measures over a stream, served by a Druid datasource of the same name.
import * as z from 'zod';
import { Stored } from './definition.ts';
import { durationBetween } from './duration.ts';
import { Description, FieldName, Name, Owner } from './name.ts';

export const Dimension = z.strictObject({
  name: FieldName,
  column: FieldName.optional().describe("The stream's field; by default the dimension's name."),
  type: z.enum(['string', 'long', 'double']).default('string'),
  description: Description.optional(),
});
export type Dimension = z.infer<typeof Dimension>;

const measureName = { name: FieldName, description: Description.optional() };
const numeric = { column: FieldName, type: z.enum(['long', 'double']).default('double') };

/** `distinct` is a HyperLogLog sketch (error about 2%), `quantile` a quantiles sketch: both approximate. `mean` ignores nulls. */
export const Measure = z.discriminatedUnion('kind', [
  z.strictObject({ ...measureName, kind: z.literal('count') }),
  z.strictObject({
    ...measureName,
    kind: z.literal('sum'),
    ...numeric,
    nonNegative: z
      .literal(true)
      .optional()
      .describe('That no value is below 0, so that a sum can but grow: rules on it may fire early.'),
  }),
  z.strictObject({ ...measureName, kind: z.literal('min'), ...numeric }),
  z.strictObject({ ...measureName, kind: z.literal('max'), ...numeric }),
  z.strictObject({ ...measureName, kind: z.literal('mean'), ...numeric }),
  z.strictObject({ ...measureName, kind: z.literal('distinct'), column: FieldName }),
  z.strictObject({
    ...measureName,
    kind: z.literal('quantile'),
    column: FieldName,
    fraction: z.number().min(0).max(1).describe('0.95 is the 95th percentile.'),
  }),
]);
export type Measure = z.infer<typeof Measure>;

const modelFields = z.strictObject({
  name: Name,
  owner: Owner,
  description: Description.default(''),
  stream: Name,
  timeColumn: FieldName.optional().describe("The stream's timestamp field; by default its event time."),
  dimensions: z.array(Dimension).max(500),
  measures: z.array(Measure).min(1).max(200),
  rollup: z
    .enum(['none', 'PT1S', 'PT1M', 'PT5M', 'PT15M', 'PT1H', 'P1D'])
    .default('PT1S')
    .describe(
      'Rows with equal dimensions within this time are added up when they are ingested; `none` keeps each row.',
    ),
  segmentGranularity: z.enum(['PT1H', 'P1D']).default('PT1H'),
  retention: durationBetween('PT1H', 'P3650D').default('P30D'),
  ingestion: z
    .strictObject({ tasks: z.int().min(1).max(100).default(1), replicas: z.int().min(1).max(5).default(1) })
    .prefault({}),
});

/** Names must be unique over dimensions and measures, and not Druid's time column. */
function checkNames(model: z.infer<typeof modelFields>, context: z.RefinementCtx): void {
  const seen = new Set<string>(['time']);
  const check = (name: string, path: (string | number)[]) => {
    if (seen.has(name))
      context.addIssue({ code: 'custom', path, message: `the name "${name}" is used twice or reserved` });
    seen.add(name);
  };
  model.dimensions.forEach((dimension, index) => check(dimension.name, ['dimensions', index, 'name']));
  model.measures.forEach((measure, index) => check(measure.name, ['measures', index, 'name']));
}

export const Model = modelFields.superRefine(checkNames).meta({ id: 'Model' });
export type Model = z.infer<typeof Model>;

export const StoredModel = modelFields.extend(Stored.shape).meta({ id: 'StoredModel' });
export type StoredModel = z.infer<typeof StoredModel>;

/** `desired` was asked for, `observed` was last seen, `reachable` says whether Druid answers now. */
export const ModelStatus = z
  .strictObject({
    name: Name,
    desired: z.enum(['running', 'suspended']),
    observed: z.string().nullable().describe("The supervisor's own state, such as RUNNING; null if it was never seen."),
    observedAt: z.iso.datetime().nullable(),
    reachable: z.boolean(),
    detail: z.string().optional(),
    lag: z
      .int()
      .nullable()
      .describe(
        'Records in Kafka that are not yet ingested, as the tasks say now; where they do not, as the supervisor says (up to 30 s old).',
      ),
    watermark: z.iso.datetime().nullable().describe('The newest event time that queries see.'),
    unparseable: z.int().nullable().describe('Records that Druid could not parse, of live and finished tasks.'),
    processed: z.int().nullable(),
  })
  .meta({ id: 'ModelStatus' });
export type ModelStatus = z.infer<typeof ModelStatus>;
