// What `apply --start` does with a pipeline, and how a command waits until a pipeline has come to what was asked.
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { PipelineStatus } from '#schemas/pipeline.ts';
import type { ApiClient } from './api-client.ts';

const Status = z.looseObject(PipelineStatus.shape);
type Status = z.infer<typeof Status>;

const POLL_MS = 500;

const readPipelineStatus = async (api: ApiClient, name: string): Promise<Status> =>
  Status.parse(await api.get(`/v1/pipelines/${name}/status`));

/** Starts a pipeline that never ran, upgrades a running one to its newest definition, and leaves a stopped one alone. */
export async function startPipeline(
  api: ApiClient,
  name: string,
): Promise<'started' | 'upgraded' | 'running' | 'stopped'> {
  const { desired, runningVersion, definitionVersion } = await readPipelineStatus(api, name);
  if (desired === 'stopped' && runningVersion !== null) return 'stopped';
  if (desired === 'running' && runningVersion === definitionVersion) return 'running';
  const act = desired === 'stopped' ? 'start' : 'upgrade';
  await api.request('POST', `/v1/pipelines/${name}/${act}`, { timeoutMs: 180_000 });
  return act === 'start' ? 'started' : 'upgraded';
}

interface Wait {
  name: string;
  /** The application's own state to wait for. */
  state: 'RUNNING' | 'READY';
  timeoutMs: number;
  /** Told of each new state. */
  onState: (state: string) => void;
}

/** Throws when the pipeline has not come to the state in time, with the reason as far as it is known. */
export async function waitForPipeline(api: ApiClient, { name, state, timeoutMs, onState }: Wait): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let last = ''; ; await sleep(POLL_MS)) {
    const status = await readPipelineStatus(api, name);
    const seen = status.reachable ? (status.observed ?? 'never seen') : 'cannot be reached';
    if (seen !== last) onState(seen);
    last = seen;
    if (seen === state && (state === 'READY' || status.runningVersion === status.definitionVersion)) return;
    if (Date.now() > deadline) {
      const reason = status.lastError ?? status.detail;
      throw new Error(
        `${name} is not ${state} after ${timeoutMs / 1000} s but ${seen}${reason === undefined ? '' : `: ${reason}`}`,
      );
    }
  }
}
