// What a pipeline compiles to, and what the planner (a Java Lambda) says about it. flink/ reads the same JSON.
import * as z from 'zod';

/** Text that a user typed, with its place in the printed query, so that errors can point into it. */
export const Fragment = z.strictObject({
  field: z.string().describe('JSON pointer into the pipeline.'),
  text: z.string(),
  form: z.enum(['expression', 'query']).describe('It must parse alone as this.'),
  line: z.int().positive().describe('1-based line of `query` at which the text starts, in column 1.'),
});
export type Fragment = z.infer<typeof Fragment>;

export const PlanStep = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('table'), node: z.string(), name: z.string(), ddl: z.string() }),
  z.strictObject({
    kind: z.literal('view'),
    node: z.string(),
    name: z.string(),
    inputs: z.array(z.string()),
    query: z.string(),
    fragments: z.array(Fragment),
  }),
  z.strictObject({ kind: z.literal('insert'), node: z.string(), table: z.string(), query: z.string() }),
]);
export type PlanStep = z.infer<typeof PlanStep>;

export const CompiledPlan = z.strictObject({
  format: z.literal(1),
  pipeline: z.string(),
  configuration: z.record(z.string().startsWith('table.'), z.string()),
  steps: z.array(PlanStep),
});
export type CompiledPlan = z.infer<typeof CompiledPlan>;

export const PlanColumn = z.object({ name: z.string(), type: z.string(), nullable: z.boolean(), rowtime: z.boolean() });

/** The planner's answer. */
export const PlannerAnswer = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    nodes: z.array(
      z.object({
        node: z.string(),
        name: z.string(),
        columns: z.array(PlanColumn),
        changelog: z.enum(['append', 'upsert', 'retract']),
      }),
    ),
    operators: z.array(z.object({ uid: z.string(), name: z.string(), node: z.string(), stateful: z.boolean() })),
    lateDropping: z.array(z.string()),
    physicalPlan: z.string(),
  }),
  z.object({
    ok: z.literal(false),
    errors: z.array(
      z.object({
        node: z.string().nullish(),
        field: z.string().nullish(),
        message: z.string(),
        line: z.int().nullish(),
        column: z.int().nullish(),
      }),
    ),
  }),
]);
export type PlannerAnswer = z.infer<typeof PlannerAnswer>;
