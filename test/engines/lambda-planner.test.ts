// The planner as it is deployed: the folder of its zip, and its handler in a fresh JVM, with the payload that the API invokes it with.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { layOutPlanner } from '#infra/assets.ts';
import { javaCommand } from '#local/java.ts';
import { CompiledPlan, PlannerAnswer } from '#schemas/compiled-plan.ts';

const SOURCE = path.join(import.meta.dirname, '..', 'support', 'java', 'InvokePlanner.java');
const LONGEST_MS = 90_000;
let folder: string;

beforeAll(() => {
  folder = layOutPlanner(path.join(mkdtempSync(path.join(tmpdir(), 'millrace-planner-')), 'planner'));
});

async function invoke(payload: object): Promise<unknown> {
  const child = spawn(javaCommand('java'), ['-Xmx512m', '-cp', path.join(folder, 'lib', '*'), SOURCE], {
    env: { PATH: process.env['PATH'], JAVA_HOME: process.env['JAVA_HOME'] },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: LONGEST_MS,
  });
  child.stdin.end(JSON.stringify(payload));
  const printed = await text(child.stdout);
  return JSON.parse(printed.split('\nANSWER\n')[1] ?? 'null');
}

describe('the planner as a Lambda function', () => {
  it('plans what it is invoked with', async () => {
    const plan = CompiledPlan.parse({ format: 1, pipeline: 'check', configuration: {}, steps: [] });
    expect(PlannerAnswer.parse(await invoke({ operation: 'plan', plan }))).toMatchObject({ ok: true });
  });
});
