// millrace test, over files; what rules do with events is tested beside the logic.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '#cli/run.ts';
import { startSmallApi } from './small-api.ts';
import { testTerminal } from './test-terminal.ts';

const RULE = `kind: rule
name: delays
owner: me
model: flights
measure: delay
window: PT10S
every: PT10S
condition: { kind: threshold, operator: '>', warning: 10 }
`;
const MODEL = `kind: model
name: flights
owner: me
stream: flights
dimensions: []
measures: [{ name: delay, kind: mean, column: delay }]
`;
const CASE = `rules: [rules.yaml, model.yaml]
cases:
  - name: fires
    interval: 10s
    series: [{ measure: delay, values: 1 11 1 }]
    expect: [{ at: 20s, incidents: [{ severity: warning }] }]
`;
const FAILING = `${CASE}  - name: fires twice
    interval: 10s
    series: [{ measure: delay, values: 1 11 1 }]
    expect: [{ at: 20s, incidents: [{ severity: critical }] }]
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-test-'));
  await write('rules.yaml', RULE);
  await write('model.yaml', MODEL);
});
afterEach(() => rm(folder, { recursive: true }));
const write = async (name: string, text: string) => {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
};

describe('test', () => {
  test('runs the cases of a folder with the definitions that they name', async () => {
    await write('a.test.yaml', CASE);
    const terminal = testTerminal();

    expect(await run(['test', folder], terminal)).toBe(0);
    expect(terminal.output()).toMatch(/^ok {3}.*a\.test\.yaml: fires\n1 passed, 0 failed \(\d+ ms\)\n$/);
  });

  test('shows what is not as expected, with the line of the case', async () => {
    const file = await write('a.test.yaml', FAILING);
    const terminal = testTerminal();

    expect(await run(['test', file], terminal)).toBe(1);
    expect(terminal.output()).toContain(
      `FAIL ${file}:7: fires twice\n       at 20s delays incident {} severity: expected critical, got warning\n1 passed, 1 failed`,
    );
  });

  test('--json prints every case', async () => {
    const file = await write('a.test.yaml', FAILING);
    const terminal = testTerminal();

    expect(await run(['test', file, '--json'], terminal)).toBe(1);
    expect(JSON.parse(terminal.output())).toEqual([
      { file, line: 3, name: 'fires', differences: [] },
      {
        file,
        line: 7,
        name: 'fires twice',
        differences: [
          {
            at: '20s',
            rule: 'delays',
            subject: 'incident {}',
            field: 'severity',
            expected: 'critical',
            actual: 'warning',
          },
        ],
      },
    ]);
  });

  test.each([
    ['rules: [rules.yaml', /a\.test\.yaml:\d+: .*flow/i],
    [CASE.replace('rules.yaml', 'other.yaml'), /a\.test\.yaml:1: \/rules\/0: there is no file .*other\.yaml/],
    [CASE.replace('at: 20s', 'at: soon'), /a\.test\.yaml:6: \/cases\/0\/expect\/0\/at: must be a time such as 90s/],
    [CASE.replace('interval: 10s', 'interval: often'), /\/cases\/0\/interval: must be a time such as 90s/],
    [`${CASE}    outages: [{ from: x, to: 1m }]\n`, /\/cases\/0\/outages\/0\/from: must be a time such as 90s/],
    [`${CASE}    outages: [{ from: 2m, to: 1m }]\n`, /\/cases\/0\/outages\/0: must end after it begins/],
    [`${CASE}    watermark: [{ from: 2m }]\n`, /\/cases\/0\/watermark\/0: must have either `is` or `lag`/],
    [CASE.replace(', incidents: [{ severity: warning }]', ''), /\/cases\/0\/expect\/0: must say what is expected/],
    [CASE.replace('at: 20s', 'at: -20s'), /\/cases\/0\/expect\/0\/at: must not be before the start of the case/],
    [
      CASE.replace('rules: [rules.yaml, model.yaml]', 'rules: [{ name: a, owner: b, windw: PT1M }]'),
      /a\.test\.yaml:1: \/rules\/0\/windw: is not a known field/,
    ],
    [CASE.replace('1 11 1', '1 11x'), /a\.test\.yaml:5: \/cases\/0\/series\/0\/values: "11x" is no value/],
    [
      CASE.replace('severity', 'severty'),
      /a\.test\.yaml:6: \/cases\/0\/expect\/0\/incidents\/0\/severty: is not a known field/,
    ],
    [CASE.replace(', model.yaml', ''), /a\.test\.yaml:\d: \/measures: does not say of what kind "delay" is/],
    ['cases: [{ name: one }]', /a\.test\.yaml:1: \/rules: /],
  ])('names file, line and field of what is wrong in %j', async (text, note) => {
    await write('a.test.yaml', text);
    const terminal = testTerminal();

    expect(await run(['test', folder], terminal)).toBe(1);
    expect(terminal.notes()).toMatch(note);
    expect(terminal.output()).toMatch(/0 passed, 0 failed, \d errors? in the files/);
  });

  test('names the file, line and field of a rule that is wrong', async () => {
    await write('rules.yaml', RULE.replace('PT10S', '10s'));
    const file = await write('a.test.yaml', CASE);
    const terminal = testTerminal();

    expect(await run(['test', file], terminal)).toBe(1);
    expect(terminal.notes()).toMatch(/rules\.yaml:6: rule "delays", \/window: must be an ISO 8601 duration/);
  });

  test.each([
    [['test'], 'usage: millrace test <file or folder>'],
    [['test', '/nowhere'], 'there is no file or folder /nowhere'],
  ])('%j is not understood: exit code 2', async (args, note) => {
    const terminal = testTerminal();

    expect(await run(args, terminal)).toBe(2);
    expect(terminal.notes()).toContain(note);
  });

  test('a folder without tests is not understood', async () => {
    expect(await run(['test', folder], testTerminal())).toBe(2);
  });

  test('apply passes tests over', async () => {
    await using api = await startSmallApi();
    await write('a.test.yaml', CASE);
    const terminal = testTerminal({ environment: { MILLRACE_URL: api.url, MILLRACE_TOKEN: 'secret' } });

    expect(await run(['apply', '-f', folder], terminal)).toBe(0);
    expect(terminal.notes()).toMatch(/a\.test\.yaml: skipped/);
    expect(terminal.output()).toBe('model flights created\nrule delays created\n');
  });
});
