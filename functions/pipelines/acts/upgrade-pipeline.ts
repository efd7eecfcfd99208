// A running pipeline goes on with its newest definition, from a snapshot that the service takes on the way.
import type { PipelineStatus, UpgradeRequest } from '#schemas/pipeline.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { applicationName } from '../logic/application-name.ts';
import { printPlan } from '../logic/plan-key.ts';
import { compileCheckedPlan } from './compile-checked-plan.ts';
import { getPipelineFor } from './get-pipeline.ts';
import { getPipelineStatus } from './get-pipeline-status.ts';
import { refuseInState } from './refuse-in-state.ts';
import { refuseStateLoss } from './refuse-state-loss.ts';
import { requireQuota } from './require-quota.ts';
import { keepPlan, settingsOf } from './start-pipeline.ts';

/** An upgrade to what already runs changes nothing. @throws PlatformError pipeline.invalid, pipeline.over-quota, pipeline.wrong-state */
export async function upgradePipeline(
  context: Context,
  caller: Caller,
  { name, request }: { name: string; request: UpgradeRequest },
): Promise<PipelineStatus> {
  const pipeline = await getPipelineFor(context, caller, name);
  const application = await context.flink.describe(applicationName(context.settings.name, name));
  if (application === undefined || application.status === 'READY') {
    throw new PlatformError(
      'pipeline.wrong-state',
      `"${name}" does not run: start it, it starts with its newest version`,
    );
  }
  const checked = await compileCheckedPlan(context, pipeline);
  const { key } = printPlan(checked.plan, pipeline.version);
  if (application.plan === context.s3.urlOf(key)) return getPipelineStatus(context, pipeline);
  if (application.status !== 'RUNNING') {
    throw new PlatformError('pipeline.wrong-state', `"${name}" is ${application.status}: try again in a moment`);
  }
  await requireQuota(context, pipeline, { isNew: false });
  if (!request.allowStateLoss) await refuseStateLoss(context, application.plan, checked);
  const settings = settingsOf(context, pipeline, await keepPlan(context, pipeline, checked));
  const restore = { from: 'newest-snapshot', allowStateLoss: request.allowStateLoss } as const;
  const change = { versionId: application.versionId, settings, restore };
  await refuseInState(() => context.flink.update(applicationName(context.settings.name, name), change));
  return getPipelineStatus(context, pipeline);
}
