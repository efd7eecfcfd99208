// Compiles a pipeline with all checks: its graph, its streams, its columns, and the planner's word.
import type { CompiledPlan, PlannerAnswer } from '#schemas/compiled-plan.ts';
import type { Pipeline } from '#schemas/pipeline.ts';
import type { FieldError } from '#schemas/problem.ts';
import { getStream } from '#functions/streams/acts/get-stream.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { checkGraph } from '../logic/check-graph.ts';
import { checkStreams } from '../logic/check-streams.ts';
import { compilePipeline } from '../logic/compile-pipeline.ts';
import { mergePlanErrors } from '../logic/merge-plan-errors.ts';
import { streamsOf } from '../logic/node-inputs.ts';
import type { StreamAccess } from '../logic/stream-access.ts';

export interface CheckedPlan {
  plan: CompiledPlan;
  answer: Extract<PlannerAnswer, { ok: true }>;
}

/**
 * Asks the planner as often as `sql` nodes stand behind one another before nodes that need their columns: mostly once or twice.
 * @throws PlatformError pipeline.invalid with everything that is wrong, as far as it could be checked
 */
export async function compileCheckedPlan(
  context: Context,
  pipeline: Pick<Pipeline, 'name' | 'nodes'>,
): Promise<CheckedPlan> {
  refuse(checkGraph(pipeline));
  const streams = await lookUpStreams(context, pipeline);
  refuse(checkStreams(pipeline, streams));
  let sqlColumns: ReadonlyMap<string, readonly string[]> = new Map();
  for (;;) {
    const { plan, pending, errors } = compilePipeline({ pipeline, streams, sqlColumns });
    refuse(errors);
    const answer = await context.planner.plan(plan);
    refuse(mergePlanErrors(answer, pipeline, streams));
    if (!answer.ok) throw new PlatformError('pipeline.invalid', 'the planner refused it without a reason');
    if (pending.length === 0) return { plan, answer };
    const known = new Map(answer.nodes.map(({ name, columns }) => [name, columns.map((column) => column.name)]));
    if (known.size <= sqlColumns.size)
      throw new TypeError(`the planner does not tell columns of ${pending.join(', ')}`);
    sqlColumns = known;
  }
}

/** Streams that do not exist are left out. */
async function lookUpStreams(
  context: Context,
  pipeline: Pick<Pipeline, 'nodes'>,
): Promise<ReadonlyMap<string, StreamAccess>> {
  const found = await Promise.all(
    streamsOf(pipeline).map(async (name): Promise<[string, StreamAccess][]> => {
      try {
        const stream = await getStream(context, name);
        return [[name, { stream, connection: await context.kafka.connection(stream.cluster) }]];
      } catch (error) {
        if (error instanceof PlatformError && error.code === 'definition.not-found') return [];
        throw error;
      }
    }),
  );
  return new Map(found.flat());
}

function refuse(errors: FieldError[]): void {
  if (errors.length === 0) return;
  const detail = errors.map(({ pointer, reason }) => `${pointer}: ${reason}`).join('; ');
  throw new PlatformError('pipeline.invalid', detail, { errors });
}
