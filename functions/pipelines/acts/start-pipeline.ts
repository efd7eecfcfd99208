// Runs the newest version of a pipeline, from its newest snapshot if it has one. Starting a running one changes nothing.
import { durationMs } from '#schemas/duration.ts';
import type { PipelineStatus, StartRequest, StoredPipeline } from '#schemas/pipeline.ts';
import type { Application, Restore } from '#engines/flink/application.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { applicationName } from '../logic/application-name.ts';
import { printPlan } from '../logic/plan-key.ts';
import type { PlanObject } from '../logic/plan-key.ts';
import { runStore } from '../store.ts';
import { compileCheckedPlan } from './compile-checked-plan.ts';
import type { CheckedPlan } from './compile-checked-plan.ts';
import { getPipelineFor } from './get-pipeline.ts';
import { getPipelineStatus } from './get-pipeline-status.ts';
import { refuseInState } from './refuse-in-state.ts';
import { refuseStateLoss } from './refuse-state-loss.ts';
import { requireQuota } from './require-quota.ts';

const UP = new Set(['STARTING', 'RUNNING', 'UPDATING']);

/** Each step can be repeated. @throws PlatformError pipeline.invalid, pipeline.over-quota, pipeline.wrong-state */
export async function startPipeline(
  context: Context,
  caller: Caller,
  { name, request }: { name: string; request: StartRequest },
): Promise<PipelineStatus> {
  const pipeline = await getPipelineFor(context, caller, name);
  const application = await context.flink.describe(applicationName(context.settings.name, name));
  if (application !== undefined && UP.has(application.status)) {
    await runStore(context.table).setDesired(name, 'running');
    return getPipelineStatus(context, pipeline);
  }
  if (application !== undefined && application.status !== 'READY') {
    throw new PlatformError('pipeline.wrong-state', `"${name}" is ${application.status}: try again in a moment`);
  }
  await requireQuota(context, pipeline, { isNew: application === undefined });
  const checked = await compileCheckedPlan(context, pipeline);
  const restore = await chooseRestore(context, { name, request, application, checked });
  const plan = await keepPlan(context, pipeline, checked);
  await runStore(context.table).setDesired(name, 'running');
  await configure(context, pipeline, { application, plan, restore });
  await refuseInState(() => context.flink.start(applicationName(context.settings.name, name), restore));
  return getPipelineStatus(context, pipeline);
}

/** Keeps the plan where the runner reads it; the runner's settings name it. */
export async function keepPlan(
  context: Context,
  { version }: StoredPipeline,
  { plan }: CheckedPlan,
): Promise<PlanObject> {
  const object = printPlan(plan, version);
  await context.s3.put(object.key, object.text);
  return object;
}

/** What an application is set to for a pipeline and its plan. */
export const settingsOf = (context: Context, pipeline: StoredPipeline, { key }: PlanObject) => ({
  plan: context.s3.urlOf(key),
  parallelism: pipeline.parallelism,
  checkpointIntervalMs: durationMs(pipeline.checkpointInterval),
});

interface Choice {
  name: string;
  request: StartRequest;
  application: Application | undefined;
  checked: CheckedPlan;
}

async function chooseRestore(context: Context, { name, request, application, checked }: Choice): Promise<Restore> {
  const { from, allowStateLoss } = request;
  if (application === undefined || from === 'scratch') return { from: 'scratch', allowStateLoss };
  const snapshot = await context.flink.newestSnapshot(applicationName(context.settings.name, name));
  if (snapshot === undefined) return { from: 'scratch', allowStateLoss };
  if (!allowStateLoss) await refuseStateLoss(context, application.plan, checked);
  return { from: 'newest-snapshot', allowStateLoss };
}

async function configure(
  context: Context,
  pipeline: StoredPipeline,
  { application, plan, restore }: { application: Application | undefined; plan: PlanObject; restore: Restore },
): Promise<void> {
  const settings = settingsOf(context, pipeline, plan);
  const name = applicationName(context.settings.name, pipeline.name);
  if (application === undefined) {
    await refuseInState(() => context.flink.create(name, settings));
    return;
  }
  const { versionId } = application;
  await refuseInState(() => context.flink.update(name, { versionId, settings, restore }));
}
