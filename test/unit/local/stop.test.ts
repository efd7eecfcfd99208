import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { stopHome } from '#local/commands/stop.ts';
import { openHome } from '#local/home.ts';
import { bornOf, writeRecord } from '#local/process-record.ts';

const aHome = () => openHome({ MILLRACE_HOME: mkdtempSync(path.join(tmpdir(), 'millrace-home-')) });
/** Ends so long after it was asked to. */
const endsAfter = (ms: number) =>
  `process.on('SIGTERM', () => setTimeout(() => process.exit(), ${ms})); console.log('up'); setInterval(() => {}, 1000)`;

/** A process of the home that runs this program, once it has printed. */
async function begin(home: ReturnType<typeof openHome>, name: string, program: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', program], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => void child.stdout.once('data', resolve));
  const pid = child.pid ?? 0;
  writeRecord(home, { name, pid, born: bornOf(pid) ?? '', port: null, state: 'ready', restarts: 0 });
  return pid;
}

it('tells what has ended as it ends', async () => {
  const home = aHome();
  await begin(home, 'api', `console.log('up'); setTimeout(() => {}, 2500)`);
  const runner = await begin(home, 'runner', endsAfter(2900));
  const lines: string[] = [];

  expect(await stopHome(home, (line) => void lines.push(line))).toBe(true);
  expect(lines).toEqual([`stopping what process ${runner} started`, 'stopped api']);
}, 30_000);

it('tells what it still waits for, and ends what the runner left', async () => {
  const home = aHome();
  await begin(home, 'kafka', endsAfter(0));
  const runner = await begin(home, 'runner', endsAfter(4000));
  const lines: string[] = [];

  await stopHome(home, (line) => void lines.push(line));

  expect(lines).toEqual([`stopping what process ${runner} started`, 'waiting for kafka', 'stopped kafka']);
}, 30_000);

it('says nothing where nothing runs', async () => {
  const lines: string[] = [];

  expect(await stopHome(aHome(), (line) => void lines.push(line))).toBe(false);
  expect(lines).toEqual([]);
});
