// A pipeline: a DAG of nodes from stream sources to stream sinks, compiled to Flink SQL and run for its user.
import * as z from 'zod';
import { Stored } from './definition.ts';
import { durationBetween } from './duration.ts';
import { Description, FieldName, Name, Owner } from './name.ts';

/** A node's name is the view that SQL reads; `__` separates it from what the platform puts around it. */
const NodeName = Name.refine((name) => !name.includes('__'), 'must not hold "__"');
const Sql = z.string().min(1).max(20_000);
const oneInput = { name: NodeName, input: NodeName };

export const StreamSourceNode = z.strictObject({
  kind: z.literal('stream-source'),
  name: NodeName,
  stream: Name,
  startFrom: z.enum(['earliest', 'latest']).default('earliest').describe('Where a run without saved state begins.'),
  outOfOrderness: durationBetween('PT0S', 'P1D')
    .default('PT5S')
    .describe('How far event times may be behind the newest one.'),
  lateRows: z
    .enum(['deliver', 'divert'])
    .default('deliver')
    .describe(
      "`divert` sends rows behind the watermark to the stream's late stream; needed before event-time windows.",
    ),
});
export type StreamSourceNode = z.infer<typeof StreamSourceNode>;

export const FilterNode = z.strictObject({
  kind: z.literal('filter'),
  ...oneInput,
  condition: Sql.describe('A Flink SQL condition over the columns of the input.'),
});
export const SelectNode = z.strictObject({
  kind: z.literal('select'),
  ...oneInput,
  columns: z
    .array(
      z.strictObject({ name: FieldName, expression: Sql.optional().describe('By default the column of that name.') }),
    )
    .min(1)
    .max(500),
});
export const SqlNode = z.strictObject({
  kind: z.literal('sql'),
  name: NodeName,
  inputs: z.array(NodeName).min(1).max(20).describe('The nodes that the SELECT may read, by their names.'),
  sql: Sql,
});
export const EmbedDimensionNode = z.strictObject({
  kind: z.literal('embed-dimension'),
  ...oneInput,
  dimension: Name.describe('A compacted stream; rows are looked up by its key.'),
  on: FieldName.describe("The input's column that holds the key."),
  columns: z
    .array(z.strictObject({ name: FieldName, field: FieldName.describe("The dimension's field.") }))
    .min(1)
    .max(200)
    .describe('What to add; null where the key is unknown.'),
});
export const StreamSinkNode = z.strictObject({
  kind: z.literal('stream-sink'),
  ...oneInput,
  stream: Name,
  delivery: z.enum(['exactly-once', 'at-least-once']).default('at-least-once'),
});

export const PipelineNode = z.discriminatedUnion('kind', [
  StreamSourceNode,
  FilterNode,
  SelectNode,
  SqlNode,
  EmbedDimensionNode,
  StreamSinkNode,
]);
export type PipelineNode = z.infer<typeof PipelineNode>;
export type FilterNode = z.infer<typeof FilterNode>;
export type SelectNode = z.infer<typeof SelectNode>;
export type SqlNode = z.infer<typeof SqlNode>;
export type EmbedDimensionNode = z.infer<typeof EmbedDimensionNode>;
export type StreamSinkNode = z.infer<typeof StreamSinkNode>;

const pipelineFields = z.strictObject({
  name: Name,
  owner: Owner,
  description: Description.default(''),
  nodes: z.array(PipelineNode).min(2).max(100),
  parallelism: z.int().min(1).max(256).default(1),
  checkpointInterval: durationBetween('PT1S', 'PT10M')
    .default('PT10S')
    .describe('Exactly-once output is visible at checkpoints.'),
});

export const Pipeline = pipelineFields.meta({ id: 'Pipeline' });
export type Pipeline = z.infer<typeof Pipeline>;

export const StoredPipeline = pipelineFields.extend(Stored.shape).meta({ id: 'StoredPipeline' });
export type StoredPipeline = z.infer<typeof StoredPipeline>;

const allowStateLoss = z
  .boolean()
  .default(false)
  .describe('Go on although the saved state of nodes that were changed or removed is lost.');

export const StartRequest = z
  .strictObject({
    from: z.enum(['snapshot', 'scratch']).default('snapshot').describe('`snapshot`: the newest one, if there is one.'),
    allowStateLoss,
  })
  .meta({ id: 'StartRequest' });
export type StartRequest = z.infer<typeof StartRequest>;

export const UpgradeRequest = z.strictObject({ allowStateLoss }).meta({ id: 'UpgradeRequest' });
export type UpgradeRequest = z.infer<typeof UpgradeRequest>;

/** What the planner says of a valid pipeline. */
export const PipelinePlan = z
  .strictObject({
    nodes: z.array(
      z.strictObject({
        name: z.string(),
        columns: z.array(
          z.strictObject({ name: z.string(), type: z.string(), nullable: z.boolean(), eventTime: z.boolean() }),
        ),
        changelog: z.enum(['append', 'upsert', 'retract']),
      }),
    ),
    operators: z.array(z.strictObject({ uid: z.string(), name: z.string(), node: z.string(), stateful: z.boolean() })),
    sql: z.array(z.strictObject({ node: z.string(), statement: z.string() })).describe('What runs on Flink.'),
    physicalPlan: z.string(),
  })
  .meta({ id: 'PipelinePlan' });
export type PipelinePlan = z.infer<typeof PipelinePlan>;

/** `desired` was asked for, `observed` was last seen, `reachable` says whether the service answers now. */
export const PipelineStatus = z
  .strictObject({
    name: Name,
    desired: z.enum(['running', 'stopped']),
    observed: z
      .string()
      .nullable()
      .describe("The application's own state, such as RUNNING; null if it was never seen."),
    observedAt: z.iso.datetime().nullable(),
    reachable: z.boolean(),
    detail: z.string().optional(),
    definitionVersion: z.int().describe('The newest version of the definition.'),
    runningVersion: z.int().nullable().describe('The version of the definition that runs (or ran last).'),
    snapshot: z.string().nullable().describe('The newest snapshot, from which the next start goes on.'),
    metrics: z
      .strictObject({
        uptimeMs: z.number().nullable(),
        restarts: z.number().nullable(),
        lastCheckpointMs: z.number().nullable().describe('How long the newest checkpoint took.'),
        lastCheckpointBytes: z.number().nullable(),
        recordsInPerSecond: z.number().nullable(),
        recordsOutPerSecond: z.number().nullable(),
      })
      .nullable(),
    lastError: z.string().nullable().describe('The newest root exception.'),
  })
  .meta({ id: 'PipelineStatus' });
export type PipelineStatus = z.infer<typeof PipelineStatus>;
