// millrace start, stop and upgrade: what is asked of a pipeline, and with --wait until it has come to pass.
import * as z from 'zod';
import { PipelineStatus } from '#schemas/pipeline.ts';
import { readJson } from '../api-client.ts';
import { UsageError, defineCommand } from '../command.ts';
import { waitForPipeline } from '../start-pipeline.ts';

const ACTS = {
  start: { state: 'RUNNING', done: 'started', summary: 'Start a pipeline from its newest snapshot' },
  stop: { state: 'READY', done: 'stopped', summary: 'Stop a pipeline with a snapshot' },
  upgrade: {
    state: 'RUNNING',
    done: 'upgraded',
    summary: 'Run the newest definition of a pipeline, keeping its state',
  },
} as const;

const Status = z.looseObject({ observed: PipelineStatus.shape.observed });

function pipelineAct(act: keyof typeof ACTS) {
  const { state, done, summary } = ACTS[act];
  return defineCommand({
    name: act,
    summary,
    usage: '<pipeline> [--wait]',
    options: {
      wait: { type: 'boolean', short: 'w', description: `Wait until it is ${state}.` },
      timeout: { type: 'string', value: 'SECONDS', default: '120', description: 'How long to wait.' },
    },
    examples: [`millrace ${act} flights-clean --wait`],
    positionals: { least: 1, most: 1 },
    run: async ({ values, positionals: [name = ''], terminal, api }) => {
      const timeoutMs = Number(values.timeout) * 1000;
      if (!(timeoutMs > 0)) throw new UsageError('--timeout is a number of seconds');
      const path = `/v1/pipelines/${encodeURIComponent(name)}/${act}`;
      const answer = await api.request('POST', path, { timeoutMs: 180_000 });
      const { observed } = Status.parse(await readJson(answer));
      await terminal.write(`pipeline ${name} ${done} (${observed ?? 'not seen yet'})\n`);
      const onState = (seen: string) => terminal.note(`  ${seen}`);
      if (values.wait === true) await waitForPipeline(api, { name, state, timeoutMs, onState });
      return 0;
    },
  });
}

export const start = pipelineAct('start');
export const stop = pipelineAct('stop');
export const upgrade = pipelineAct('upgrade');
