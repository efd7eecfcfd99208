import { expect, it, vi } from 'vitest';
import { EngineError } from '#engines/engine-error.ts';
import { getPipelineStatus } from '#functions/pipelines/acts/get-pipeline-status.ts';
import { StoredPipeline } from '#schemas/pipeline.ts';
import { offlineContext } from '#test/support/offline-context.ts';
import { everyNode } from '../sample.ts';

const at = '2026-01-01T00:00:00.000Z';
const pipeline = StoredPipeline.parse({ ...everyNode, version: 1, createdAt: at, updatedAt: at });
const application = { status: 'RUNNING' as const, versionId: 1, createdAt: new Date(at), plan: undefined };
const seen = { observed: 'STARTING', observedAt: at, runningVersion: 1, snapshot: 'before' };

it('shows a running pipeline with the snapshot that was last seen when snapshots cannot be listed', async () => {
  const context = offlineContext({ [`pipeline-run/${pipeline.name}`]: { desired: 'running', seen } });
  vi.spyOn(context.flink, 'describe').mockResolvedValue(application);
  vi.spyOn(context.flink, 'newestSnapshot').mockRejectedValue(new EngineError('flink', 'busy', 'too many calls'));
  vi.spyOn(context.flink, 'metrics').mockRejectedValue(new EngineError('flink', 'timeout', 'no metrics'));
  vi.spyOn(context.flink, 'newestError').mockResolvedValue(null);

  const status = await getPipelineStatus(context, pipeline);

  expect(status).toMatchObject({
    reachable: true,
    observed: 'RUNNING',
    snapshot: 'before',
    detail: 'too many calls; no metrics',
  });
});

it('shows what was last seen when the application cannot be described', async () => {
  const context = offlineContext({ [`pipeline-run/${pipeline.name}`]: { desired: 'running', seen } });
  vi.spyOn(context.flink, 'describe').mockRejectedValue(new EngineError('flink', 'unreachable', 'no answer'));

  const status = await getPipelineStatus(context, pipeline);

  expect(status).toMatchObject({ ...seen, desired: 'running', reachable: false, detail: 'no answer' });
});
