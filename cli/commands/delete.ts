// millrace delete: one definition, after asking.
import { UsageError, defineCommand } from '../command.ts';
import { definitionViewOf } from '../resource-views.ts';

export const deleteDefinition = defineCommand({
  name: 'delete',
  summary: 'Delete a definition',
  usage: '<kind> <name> [--yes]',
  options: { yes: { type: 'boolean', short: 'y', description: 'Do not ask.' } },
  examples: ['millrace delete rule mean-delay-by-state', 'millrace delete stream clicks --yes'],
  positionals: { least: 2, most: 2 },
  run: async ({ values, positionals: [word = '', name = ''], terminal, api }) => {
    const { kind, path } = definitionViewOf(word);
    if (values.yes !== true) {
      if (terminal.confirm === undefined) throw new UsageError('there is nobody to ask: add --yes');
      if (!(await terminal.confirm(`Delete the ${kind} "${name}"?`))) {
        terminal.note('nothing was deleted');
        return 1;
      }
    }
    await api.request('DELETE', `/v1/${path}/${encodeURIComponent(name)}`, { timeoutMs: 180_000 });
    await terminal.write(`${kind} ${name} deleted\n`);
    return 0;
  },
});
