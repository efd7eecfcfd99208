// Measures windows of a model for many rules at once: few queries, each shared by all asks that it can answer.
// An ask that Druid refuses is told apart by halving and fails alone; an answer that is not whole is never used.
import type { StoredModel } from '#schemas/model.ts';
import { getRecentModel } from '#functions/models/acts/get-recent-model.ts';
import type { Context } from '#functions/platform/context.ts';
import { answerAsks } from '../logic/fusion/answer-asks.ts';
import type { Ask, AskAnswer, AskedWindows } from '../logic/fusion/ask.ts';
import { MOST_ROWS, planFusion } from '../logic/fusion/plan-fusion.ts';
import type { FusionPlan } from '../logic/fusion/plan-fusion.ts';
import { resolveAsks } from '../logic/fusion/resolve-ask.ts';
import type { Resolution } from '../logic/fusion/resolve-ask.ts';
import { planUnits } from '../logic/fusion/plan-units.ts';
import { dimensionCardinalities } from './dimension-cardinalities.ts';
import { isNoDatasource } from './is-no-datasource.ts';
import { runUnits } from './run-units.ts';
import type { UnitsOutcome } from './run-units.ts';

export interface WindowsRequest {
  model: string;
  windows: AskedWindows;
  asks: Ask[];
  signal?: AbortSignal;
}

/**
 * One answer for each ask, by its key. An ask that is wrong, has too many series or that Druid refuses has an answer that says so.
 * @throws EngineError when Druid itself cannot be asked: after its attempts for what is unreachable, busy or breaks off, or when everything
 * times out; PlatformError definition.not-found
 */
export async function measureWindows(context: Context, request: WindowsRequest): Promise<Map<string, AskAnswer>> {
  const model = await getRecentModel(context, request.model);
  const resolution = resolveAsks(request.asks, model);
  const outcome: UnitsOutcome = { series: new Map(), errors: new Map() };
  if (resolution.asks.length > 0 && request.windows.ends.length > 0) {
    try {
      const plan = await plannedFor(context, { model, request, resolution });
      const units = planUnits(plan, request.windows, MOST_ROWS);
      Object.assign(outcome, await runUnits(context, { ...request, model, units, common: plan.common }));
    } catch (error) {
      // Without a row yet there are no series.
      if (!isNoDatasource(error, model.name)) throw error;
    }
  }
  return answerAsks({ resolution, ...outcome, ends: request.windows.ends });
}

export interface ExplainedFusion {
  plan: FusionPlan;
  /** By the key of an ask: why it does not fit the model. */
  errors: Resolution['errors'];
}

/** What `measureWindows` would ask Druid, without asking it. @throws as it does */
export async function explainWindows(context: Context, request: WindowsRequest): Promise<ExplainedFusion> {
  const model = await getRecentModel(context, request.model);
  const resolution = resolveAsks(request.asks, model);
  return { plan: await plannedFor(context, { model, request, resolution }), errors: resolution.errors };
}

interface Planning {
  model: StoredModel;
  request: WindowsRequest;
  resolution: Resolution;
}

async function plannedFor(context: Context, { model, request, resolution }: Planning): Promise<FusionPlan> {
  const cardinalities = await dimensionCardinalities(context, model);
  return planFusion({ asks: resolution.asks, model, windows: request.windows, cardinalities, mostRows: MOST_ROWS });
}
