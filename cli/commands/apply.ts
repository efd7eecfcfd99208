// millrace apply: definitions from files into the API.
import { ConnectionError } from '../api-client.ts';
import type { ApiClient } from '../api-client.ts';
import { applyResource } from '../apply-resource.ts';
import type { AppliedResource } from '../apply-resource.ts';
import { UsageError, defineCommand } from '../command.ts';
import { describeError } from '../describe-error.ts';
import { formatChanges } from '../logic/format-changes.ts';
import { orderResources } from '../logic/order-resources.ts';
import type { Resource } from '../logic/parse-resources.ts';
import { readResources } from '../read-resources.ts';
import { startPipeline } from '../start-pipeline.ts';
import type { Terminal } from '../terminal.ts';

const NOTES = `A file holds documents of kind stream, pipeline, model, channel, route, silence or rule; they are applied in that order.
Applying the same files again changes nothing. \${NAME} and \${NAME:-default} stand for environment variables, $\${ for a plain \${.
What fails is reported, the rest is still applied, and the exit code is 1. A channel's stored secret cannot be compared:
a new one is sent when another field of the channel changes.`;

export const apply = defineCommand({
  name: 'apply',
  summary: 'Create or change what files define',
  usage: '-f <file or folder> [options]',
  options: {
    file: {
      type: 'string',
      short: 'f',
      multiple: true,
      value: 'PATH',
      description: 'A YAML or JSON file, a folder, or - for stdin; may be repeated.',
    },
    'dry-run': { type: 'boolean', description: 'Show what would change, field by field, and change nothing.' },
    start: { type: 'boolean', description: 'Start pipelines that never ran; upgrade running ones that have changed.' },
    json: { type: 'boolean', description: 'Print one JSON array.' },
  },
  examples: ['millrace apply -f examples/flights --start', 'millrace apply -f streams.yaml --dry-run'],
  notes: NOTES,
  positionals: { least: 0, most: 0 },
  run: async ({ values, terminal, api }) => {
    if (values.file === undefined) throw new UsageError('say what to apply: millrace apply -f <file or folder>');
    const { resources, errors, skipped } = await readResources(values.file, terminal);
    for (const file of skipped) terminal.note(`${file}: skipped, it has no kind`);
    for (const error of errors) terminal.note(error);
    const [asJson, dryRun] = [values.json === true, values['dry-run'] === true];
    const outcomes: Outcome[] = [];
    for (const resource of orderResources(resources)) {
      const outcome = await attempt(api, resource, dryRun);
      outcomes.push(outcome);
      if (!asJson) await show(terminal, outcome, dryRun);
    }
    if (values.start === true && !dryRun) {
      for (const outcome of outcomes) await startIfPipeline(api, outcome, terminal, asJson);
    }
    if (asJson) await terminal.write(`${JSON.stringify(outcomes, null, 2)}\n`);
    return errors.length > 0 || outcomes.some(({ result }) => result === 'failed') ? 1 : 0;
  },
});

interface Outcome {
  kind: Resource['kind'];
  name: string;
  result: AppliedResource['result'] | 'failed';
  changes: AppliedResource['changes'];
  secret?: string;
  reasons?: string[];
  /** What --start did. */
  run?: Awaited<ReturnType<typeof startPipeline>>;
}

async function attempt(api: ApiClient, resource: Resource, dryRun: boolean): Promise<Outcome> {
  const { kind, name, source } = resource;
  try {
    return { kind, name, ...(await applyResource(api, resource, { dryRun })) };
  } catch (error) {
    if (error instanceof ConnectionError) throw error;
    const [first = '', ...rest] = describeError(error);
    return { kind, name, result: 'failed', changes: [], reasons: [`${source}: ${first}`, ...rest] };
  }
}

async function show(terminal: Terminal, outcome: Outcome, dryRun: boolean): Promise<void> {
  const { kind, name, result, changes, secret, reasons = [] } = outcome;
  await terminal.write(`${kind} ${name} ${result}${dryRun && result !== 'failed' ? ' (dry run)' : ''}\n`);
  for (const reason of reasons) terminal.note(`    ${reason}`);
  if (dryRun) await terminal.write(formatChanges(changes, terminal.colour));
  if (secret !== undefined) await terminal.write(`    secret, shown only now: ${secret}\n`);
}

/** Adds to the outcome what became of the pipeline; leaves alone what is none, or could not be applied. */
async function startIfPipeline(api: ApiClient, outcome: Outcome, terminal: Terminal, silent: boolean): Promise<void> {
  if (outcome.kind !== 'pipeline' || outcome.result === 'failed') return;
  try {
    outcome.run = await startPipeline(api, outcome.name);
    if (!silent) await terminal.write(`pipeline ${outcome.name} ${RUN_WORDS[outcome.run]}\n`);
  } catch (error) {
    outcome.result = 'failed';
    outcome.reasons = describeError(error);
    if (!silent) await terminal.write(`pipeline ${outcome.name} not started\n`);
    for (const reason of outcome.reasons) terminal.note(`    ${reason}`);
  }
}

const RUN_WORDS = {
  started: 'started',
  upgraded: 'upgraded',
  running: 'running',
  stopped: 'stopped (someone stopped it: millrace start)',
} as const;
