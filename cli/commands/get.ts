// millrace get: definitions, incidents and tokens as a table, JSON, or YAML that can be applied again.
import { stringify } from 'yaml';
import type { Item } from '../api-client.ts';
import { UsageError, defineCommand } from '../command.ts';
import { formatTable } from '../logic/format-table.ts';
import { valueAt } from '../logic/value-at.ts';
import { withoutStored } from '../logic/without-stored.ts';
import { definitionViewOf, viewOf } from '../resource-views.ts';
import type { ResourceView } from '../resource-views.ts';
import * as z from 'zod';

const Definition = z.looseObject({});

export const get = defineCommand({
  name: 'get',
  summary: 'Show definitions, incidents or tokens',
  usage: '<kind> [name] [options]',
  options: {
    json: { type: 'boolean', description: 'Print JSON as the API gives it.' },
    yaml: { type: 'boolean', description: 'Print YAML that `apply` reads.' },
  },
  examples: ['millrace get streams', 'millrace get pipeline flights-clean --yaml', 'millrace get incidents --json'],
  notes:
    'Kinds: streams, pipelines, models, channels, routes, silences, rules, incidents, tokens; in the singular too.',
  positionals: { least: 1, most: 2 },
  run: async ({ values, positionals: [kind = '', name], terminal, api }) => {
    if (values.json === true && values.yaml === true) throw new UsageError('choose one of --json and --yaml');
    const view = name === undefined ? viewOf(kind) : definitionViewOf(kind);
    const path = `/v1/${view.path}`;
    const items =
      name === undefined
        ? await api.list(path)
        : [Definition.parse(await api.get(`${path}/${encodeURIComponent(name)}`))];
    if (values.json === true)
      await terminal.write(`${JSON.stringify(name === undefined ? items : items[0], null, 2)}\n`);
    else await terminal.write(values.yaml === true ? yamlOf(view, items) : tableOf(view, items));
    return 0;
  },
});

function yamlOf(view: ResourceView, items: readonly Item[]): string {
  return items
    .map((item) => stringify(view.named ? { kind: view.kind, ...withoutStored(view.kind, item) } : item))
    .join('---\n');
}

function tableOf({ path, columns }: ResourceView, items: readonly Item[]): string {
  if (items.length === 0) return `no ${path}\n`;
  const rows = items.map((item) => columns.map(([, field]) => valueAt(item, field)));
  return formatTable(
    columns.map(([title]) => ({ title })),
    rows,
  );
}
