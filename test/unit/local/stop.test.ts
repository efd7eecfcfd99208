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

it('tells what it stops as it stops, and what it waits for', async () => {
  const home = aHome();
  await begin(home, 'api', `console.log('up'); setTimeout(() => {}, 3000)`);
  await begin(home, 'kafka', endsAfter(0));
  const runner = await begin(home, 'runner', endsAfter(4500));
  const lines: string[] = [];

  expect(await stopHome(home, (line) => void lines.push(line))).toBe(true);
  expect(lines[0]).toBe(`stopping what process ${runner} started`);
  expect(lines).toEqual(expect.arrayContaining(['stopped api', expect.stringMatching(/^waiting for (api, )?kafka$/)]));
  expect(lines.at(-1)).toBe('stopped kafka');
}, 30_000);

it('says nothing where nothing runs', async () => {
  const lines: string[] = [];

  expect(await stopHome(aHome(), (line) => void lines.push(line))).toBe(false);
  expect(lines).toEqual([]);
});
