// What was asked of a model, what Druid says now, and whether its supervisor can be asked at all.
import { EngineError } from '#engines/engine-error.ts';
import type { SupervisorStatus } from '#engines/druid/druid-supervisors.ts';
import type { ModelStatus, StoredModel } from '#schemas/model.ts';
import { requireModel } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { ingestionLag } from '../logic/ingestion-lag.ts';
import { modelStore } from '../store.ts';
import { getModel } from './get-model.ts';
import { ingestionCounts } from './ingestion-counts.ts';
import { observeProgress } from './observe-watermark.ts';
import { readWatermark } from './read-watermark.ts';

export async function modelStatus(context: Context, caller: Caller, name: string): Promise<ModelStatus> {
  requireModel(caller, name);
  const model = await getModel(context, name);
  const store = modelStore(context.table);
  const { desired, observed, observedAt } = await store.getState(name);
  try {
    const now = context.now();
    const seen = await observe(context, model);
    await store.setObserved(name, seen.observed, now);
    return { name, desired, observedAt: now.toISOString(), reachable: true, ...seen };
  } catch (error) {
    if (!(error instanceof EngineError) || error.engine !== 'druid') throw error;
    const unknown = { lag: null, watermark: null, unparseable: null, processed: null };
    return { name, desired, observed, observedAt, reachable: false, detail: error.message, ...unknown };
  }
}

async function observe(context: Context, model: StoredModel) {
  const { name } = model;
  const [status, counts, watermark, progress] = await Promise.all([
    context.druid.supervisors.status(name),
    nullIfEngineFails(() => ingestionCounts(context, model)),
    nullIfEngineFails(() => readWatermark(context, name)),
    nullIfEngineFails(() => observeProgress(context, model)),
  ]);
  const detail = detailOf(status);
  const liveLag = progress === null ? null : ingestionLag(progress);
  return {
    observed: status?.state ?? null,
    ...(detail === undefined ? {} : { detail }),
    lag: liveLag ?? status?.aggregateLag ?? null,
    watermark,
    unparseable: counts?.unparseable ?? null,
    processed: counts?.processed ?? null,
  };
}

/** Counts and rows come from other services of Druid: without them there still is a status. */
async function nullIfEngineFails<Value>(call: () => Promise<Value>): Promise<Value | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

function detailOf(status: SupervisorStatus | undefined): string | undefined {
  if (status === undefined) return 'Druid has no supervisor for it; PUT the definition again, or resume it';
  const newest = status.recentErrors.at(-1)?.message;
  if (status.state === 'RUNNING' || newest === undefined || newest === null) return undefined;
  return `${status.detailedState}: ${newest}`;
}
