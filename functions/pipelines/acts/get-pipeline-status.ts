// What was asked of a pipeline, what was last seen of it, and whether the service can be reached: three different things.
import type { PipelineStatus, StoredPipeline } from '#schemas/pipeline.ts';
import { EngineError } from '#engines/engine-error.ts';
import type { Context } from '#functions/platform/context.ts';
import { applicationName } from '../logic/application-name.ts';
import { versionOf } from '../logic/plan-key.ts';
import { runStore } from '../store.ts';
import type { Sighting } from '../store.ts';

/** Never throws because Flink's service is away: then it answers what was last seen. */
export async function getPipelineStatus(context: Context, pipeline: StoredPipeline): Promise<PipelineStatus> {
  const { name, version: definitionVersion } = pipeline;
  const [seen, state] = await Promise.all([orReason(() => look(context, name)), runStore(context.table).get(name)]);
  const { desired } = state;
  if ('reason' in seen) return { ...lastSeen(state.seen), name, desired, definitionVersion, detail: seen.reason };
  await runStore(context.table).setSeen(name, seen.value);
  const details = seen.value.observed === null ? NO_DETAILS : await readDetails(context, name);
  return { name, desired, ...seen.value, reachable: true, definitionVersion, ...details };
}

const NO_DETAILS = { metrics: null, lastError: null };

async function look(context: Context, name: string): Promise<Sighting> {
  const application = await context.flink.describe(applicationName(name));
  const snapshot = application === undefined ? undefined : await context.flink.newestSnapshot(applicationName(name));
  return {
    observed: application?.status ?? null,
    observedAt: context.now().toISOString(),
    runningVersion: versionOf(application?.plan),
    snapshot: snapshot ?? null,
  };
}

function lastSeen(seen: Sighting | undefined) {
  const never = { observed: null, observedAt: null, runningVersion: null, snapshot: null };
  return { ...(seen ?? never), ...NO_DETAILS, reachable: false };
}

/** Metrics and logs come from other services: without them there is a status, which says what is missing. */
async function readDetails(context: Context, name: string) {
  const [metrics, lastError] = await Promise.all([
    orReason(() => context.flink.metrics(applicationName(name), context.now())),
    orReason(() => context.flink.newestError(applicationName(name), context.now())),
  ]);
  const reasons = [metrics, lastError].flatMap((answer) => ('reason' in answer ? [answer.reason] : []));
  return {
    metrics: 'value' in metrics ? metrics.value : null,
    lastError: 'value' in lastError ? lastError.value : null,
    ...(reasons.length === 0 ? {} : { detail: reasons.join('; ') }),
  };
}

async function orReason<Value>(call: () => Promise<Value>): Promise<{ value: Value } | { reason: string }> {
  try {
    return { value: await call() };
  } catch (error) {
    if (error instanceof EngineError) return { reason: error.message };
    throw error;
  }
}
