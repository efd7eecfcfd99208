// millrace status: dependencies, pipelines, models and open incidents in one view.
import * as z from 'zod';
import { ModelStatus } from '#schemas/model.ts';
import { PipelineStatus } from '#schemas/pipeline.ts';
import { readJson } from '../api-client.ts';
import type { ApiClient, Item } from '../api-client.ts';
import { defineCommand } from '../command.ts';
import { formatTable } from '../logic/format-table.ts';
import type { TableColumn } from '../logic/format-table.ts';
import { valueAt } from '../logic/value-at.ts';

const Readiness = z.looseObject({
  ready: z.boolean(),
  dependencies: z.array(
    z.looseObject({ name: z.string(), ready: z.boolean(), reason: z.string().nullable(), latencyMs: z.number() }),
  ),
});
const Pipeline = z.looseObject(PipelineStatus.shape);
const Model = z.looseObject(ModelStatus.shape);
const Named = z.looseObject({ name: z.string() });

export const status = defineCommand({
  name: 'status',
  summary: 'Show what runs and what does not',
  usage: '[--json]',
  options: { json: { type: 'boolean', description: 'Print JSON.' } },
  examples: ['millrace status'],
  notes: 'The exit code is 1 when a dependency does not answer.',
  positionals: { least: 0, most: 0 },
  run: async ({ values, terminal, api }) => {
    const view = await readStatus(api);
    await terminal.write(values.json === true ? `${JSON.stringify(view, null, 2)}\n` : print(view));
    return view.ready ? 0 : 1;
  },
});

type View = Awaited<ReturnType<typeof readStatus>>;

async function readStatus(api: ApiClient) {
  const statusesOf = async (path: string): Promise<unknown[]> =>
    Promise.all((await api.list(path)).map((item) => api.get(`${path}/${Named.parse(item).name}/status`)));
  const [readiness, pipelines, models, incidents] = await Promise.all([
    api.request('GET', '/readyz', { acceptedStatus: 503 }).then(readJson),
    statusesOf('/v1/pipelines'),
    statusesOf('/v1/models'),
    api.list('/v1/incidents', { status: 'open' }),
  ]);
  return {
    url: api.url,
    ...Readiness.parse(readiness),
    pipelines: pipelines.map((item) => Pipeline.parse(item)),
    models: models.map((item) => Model.parse(item)),
    incidents,
  };
}

function print({ url, ready, dependencies, pipelines, models, incidents }: View): string {
  return [
    `${url} ${ready ? 'is ready' : 'is NOT ready'}\n`,
    table(DEPENDENCIES, dependencies),
    pipelines.length === 0 ? 'no pipelines\n' : table(PIPELINES, pipelines.map(sayUnreachable)),
    models.length === 0 ? 'no models\n' : table(MODELS, models.map(sayUnreachable)),
    incidents.length === 0 ? 'no open incidents\n' : table(INCIDENTS, incidents),
  ].join('\n');
}

type Columns = readonly (readonly [title: string, field: string, align?: TableColumn['align']])[];

const DEPENDENCIES: Columns = [
  ['DEPENDENCY', 'name'],
  ['READY', 'ready'],
  ['MS', 'latencyMs', 'right'],
  ['REASON', 'reason'],
];
const PIPELINES: Columns = [
  ['PIPELINE', 'name'],
  ['DESIRED', 'desired'],
  ['OBSERVED', 'observed'],
  ['RUNS', 'runningVersion', 'right'],
  ['NEWEST', 'definitionVersion', 'right'],
  ['RESTARTS', 'metrics.restarts', 'right'],
  ['IN/S', 'metrics.recordsInPerSecond', 'right'],
  ['OUT/S', 'metrics.recordsOutPerSecond', 'right'],
  ['LAST ERROR', 'lastError'],
];
const MODELS: Columns = [
  ['MODEL', 'name'],
  ['DESIRED', 'desired'],
  ['OBSERVED', 'observed'],
  ['LAG', 'lag', 'right'],
  ['UNPARSEABLE', 'unparseable', 'right'],
  ['WATERMARK', 'watermark'],
];
const INCIDENTS: Columns = [
  ['OPEN INCIDENT', 'rule'],
  ['LABELS', 'labels'],
  ['SEVERITY', 'severity'],
  ['VALUE', 'value', 'right'],
  ['SINCE', 'openedAt'],
];

function table(columns: Columns, items: readonly (Item | object)[]): string {
  const rows = items.map((item) => columns.map(([, field]) => rounded(valueAt(item, field))));
  return formatTable(
    columns.map(([title, , align = 'left']) => ({ title, align })),
    rows,
  );
}

const rounded = (value: unknown) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value);

/** What was last seen is not what is, while the engine cannot be reached. */
function sayUnreachable<Status extends { observed: string | null; reachable: boolean }>(item: Status) {
  return item.reachable ? item : { ...item, observed: `unreachable (was ${item.observed ?? 'never seen'})` };
}
