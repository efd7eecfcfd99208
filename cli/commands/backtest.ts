// millrace backtest: what a rule in a file, or two versions of it, would have done.
import { Rule } from '#schemas/alerts/rule.ts';
import { Backtest } from '#schemas/alerts/try-rule.ts';
import { Duration, durationMs } from '#schemas/duration.ts';
import { readJson } from '../api-client.ts';
import { UsageError, defineCommand } from '../command.ts';
import { formatBacktest } from '../logic/format-backtest.ts';
import { readResources } from '../read-resources.ts';
import type { Terminal } from '../terminal.ts';

const TIMEOUT_MS = 330_000;

const options = {
  file: { type: 'string', short: 'f', value: 'PATH', description: 'The file, or folder, with the rule.' },
  compare: { type: 'string', value: 'PATH', description: 'A file with another version of the same rule.' },
  last: { type: 'string', value: 'DURATION', description: 'The time until now; P1D if no time is given.' },
  from: { type: 'string', value: 'TIME', description: 'From this time (RFC 3339) on; with --to.' },
  to: { type: 'string', value: 'TIME', description: 'Until this time.' },
  json: { type: 'boolean', description: 'Print the whole answer as JSON.' },
} as const;

export const backtest = defineCommand({
  name: 'backtest',
  summary: 'Show what a rule would have done in the past',
  usage: '<rule> -f <file or folder> [--last P7D] [--compare <file>]',
  options,
  examples: [
    'millrace backtest mean-delay-by-state -f examples/flights --last PT2H',
    'millrace backtest mean-delay-by-state -f alerts.yaml --compare alerts-new.yaml --last P7D',
  ],
  notes: 'The rule need not be in the platform; its model must. Nothing is kept, and nobody is told.',
  positionals: { least: 1, most: 1 },
  run: async ({ values, positionals: [name = ''], terminal, api }) => {
    if (values.file === undefined) throw new UsageError('say where the rule is: millrace backtest <rule> -f <file>');
    const rule = await readRule(name, values.file, terminal);
    const compare = values.compare === undefined ? undefined : await readRule(name, values.compare, terminal);
    const body = { rule, ...(compare === undefined ? {} : { compare }), ...rangeOf(values) };
    const answer = await readJson(await api.request('POST', '/v1/rules/backtest', { body, timeoutMs: TIMEOUT_MS }));
    const text = values.json === true ? `${JSON.stringify(answer, null, 2)}\n` : formatBacktest(Backtest.parse(answer));
    await terminal.write(text);
    return 0;
  },
});

async function readRule(name: string, file: string, terminal: Terminal): Promise<Rule> {
  const { resources, errors } = await readResources([file], terminal);
  if (errors.length > 0) throw new UsageError(errors.join('\n'));
  const found = resources.find((resource) => resource.kind === 'rule' && resource.name === name);
  if (found === undefined) throw new UsageError(`there is no rule "${name}" in ${file}`);
  return Rule.parse(found.definition);
}

interface Range {
  last?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

function rangeOf({ last, from, to }: Range): { from: string; to: string } {
  if (from !== undefined && to !== undefined && last === undefined) return { from, to };
  if (from !== undefined || to !== undefined) throw new UsageError('give --last, or both --from and --to');
  const duration = Duration.safeParse(last ?? 'P1D');
  if (!duration.success) throw new UsageError(`--last must be an ISO 8601 duration such as PT2H or P7D, not ${last}`);
  const now = Date.now();
  return { from: new Date(now - durationMs(duration.data)).toISOString(), to: new Date(now).toISOString() };
}
