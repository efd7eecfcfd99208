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
  const runs = runStore(context.table);
  const [found, { desired, seen }] = await Promise.all([
    orReason(() => context.flink.describe(applicationName(context.settings.name, name))),
    runs.get(name),
  ]);
  if ('reason' in found) return { ...lastSeen(seen), name, desired, definitionVersion, detail: found.reason };
  const application = found.value;
  const observedAt = context.now().toISOString();
  const { snapshot, ...details } = application === undefined ? NO_DETAILS : await readDetails(context, name, seen);
  const observed = application?.status ?? null;
  const sighting = { observed, observedAt, runningVersion: versionOf(application?.plan), snapshot };
  await runs.setSeen(name, sighting);
  return { name, desired, ...sighting, reachable: true, definitionVersion, ...details };
}

const NO_DETAILS = { snapshot: null, metrics: null, lastError: null };

function lastSeen(seen: Sighting | undefined) {
  return { ...NO_DETAILS, observed: null, observedAt: null, runningVersion: null, ...seen, reachable: false };
}

/** Snapshots, metrics and logs are asked for apart: without them there is a status, which says what is missing. */
async function readDetails(context: Context, name: string, seen: Sighting | undefined) {
  const application = applicationName(context.settings.name, name);
  const [snapshot, metrics, lastError] = await Promise.all([
    orReason(() => context.flink.newestSnapshot(application)),
    orReason(() => context.flink.metrics(application, context.now())),
    orReason(() => context.flink.newestError(application, context.now())),
  ]);
  const reasons = [snapshot, metrics, lastError].flatMap((answer) => ('reason' in answer ? [answer.reason] : []));
  return {
    snapshot: ('value' in snapshot ? snapshot.value : seen?.snapshot) ?? null,
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
