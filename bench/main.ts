// `npm run bench -- <name> [--json]`: runs one bench on a home of its own and prints its figures.
import { parseArgs } from 'node:util';
import { backtest } from './backtest.ts';
import { alertFusion } from './alert-fusion.ts';
import { alertLateness } from './alert-lateness.ts';
import { alertLatency } from './alert-latency.ts';
import { capacity } from './capacity.ts';
import { freshness } from './freshness.ts';
import { queryOverhead } from './query-overhead.ts';
import { start } from './start.ts';
import { printTable } from './support/figure.ts';
import type { Bench } from './support/figure.ts';

const BENCHES: Record<string, Bench> = {
  backtest,
  start,
  'query-overhead': queryOverhead,
  freshness,
  'alert-fusion': alertFusion,
  'alert-latency': alertLatency,
  'alert-lateness': alertLateness,
  capacity,
};
const HELP = `npm run bench -- <name> [--json]

${Object.entries(BENCHES)
  .map(([name, bench]) => `  ${name.padEnd(16)} ${bench.about}`)
  .join('\n')}

--json prints one object { name, figures: [{ name, value, unit, goal, holds, compared }] } as the last line.
Each bench starts engines of its own in .millrace-bench (ports from MILLRACE_BENCH_PORT, 27070 by default) and stops them.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
const [name = ''] = positionals;
const bench = BENCHES[name];
if (values.help || bench === undefined) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
const figures = await bench.run((line) => console.error(line));
console.log(values.json ? JSON.stringify({ name, figures }) : printTable(figures));
