// `npm run status`: every process of a home: is it up, since how many restarts, with how much memory.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { openHome } from '../home.ts';
import type { Home } from '../home.ts';
import { isAlive, listRecords } from '../process-record.ts';
import { livingRunner } from '../runner-record.ts';

const usage = `npm run status [-- --json]
  Shows the processes of this home. Exits with 0 when all are up, with 3 when something is down or nothing runs.
`;

type ProcessStatus = {
  name: string;
  state: 'up' | 'starting' | 'failed' | 'down';
  pid: number;
  port: number | null;
  restarts: number;
  residentMiB: number | null;
};

export async function status(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } } });
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const home = openHome(process.env);
  const processes = statusOf(home);
  const isRunning = livingRunner(home) !== undefined;
  const text =
    values.json === true ? JSON.stringify({ home: home.directory, isRunning, processes }) : table(home, processes);
  process.stdout.write(`${text}\n`);
  return isRunning && processes.every((one) => one.state === 'up') ? 0 : 3;
}

function statusOf(home: Home): ProcessStatus[] {
  return listRecords(home).map((record) => {
    const alive = isAlive(record);
    return {
      name: record.name,
      state: record.state === 'failed' ? 'failed' : !alive ? 'down' : record.state === 'ready' ? 'up' : 'starting',
      pid: record.pid,
      port: record.port,
      restarts: record.restarts,
      residentMiB: alive ? residentMiB(record.pid) : null,
    };
  });
}

function residentMiB(pid: number): number | null {
  try {
    return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024);
  } catch {
    return null;
  }
}

function table(home: Home, processes: readonly ProcessStatus[]): string {
  if (processes.length === 0) return `nothing is running (${home.directory})`;
  const total = processes.reduce((sum, one) => sum + (one.residentMiB ?? 0), 0);
  const rows = [
    ['process', 'state', 'pid', 'port', 'restarts', 'resident'],
    ...processes.map((one) => [
      one.name,
      one.state,
      String(one.pid),
      String(one.port ?? '-'),
      String(one.restarts),
      one.residentMiB === null ? '-' : `${one.residentMiB} MiB`,
    ]),
    ['total', '', '', '', '', `${total} MiB`],
  ];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(column === 0 ? 20 : 10))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
