// Refuses what Managed Flink would refuse later, when the pipeline already seems to start.
import type { StoredPipeline } from '#schemas/pipeline.ts';
import { kpusOf } from '#engines/flink/application.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { checkQuota } from '../logic/check-quota.ts';

/** @throws PlatformError pipeline.over-quota */
export async function requireQuota(
  context: Context,
  pipeline: StoredPipeline,
  { isNew }: { isNew: boolean },
): Promise<void> {
  const need = {
    kpus: kpusOf(pipeline),
    applications: isNew ? (await context.flink.list()).length : undefined,
  };
  const reasons = checkQuota(context.settings.flinkQuota, need);
  if (reasons.length > 0) throw new PlatformError('pipeline.over-quota', `"${pipeline.name}": ${reasons.join('; ')}`);
}
