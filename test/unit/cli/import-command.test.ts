// millrace import, over files; what carries over is tested beside the logic.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '#cli/run.ts';
import { parseResources } from '#cli/logic/parse-resources.ts';
import { testTerminal } from './test-terminal.ts';

const ALERTS = `groups:
  - name: api
    rules:
      - alert: TooMany
        expr: sum by (job) (increase(requests_total[5m])) > 10
      - alert: TooFew
        expr: sum(increase(unknown_total[5m])) < 1
`;
const MAPPING = 'model: requests\nowner: payments\nmetrics: { requests_total: { measure: requests, kind: count } }\n';
const GRAFANA = `apiVersion: 1
groups:
  - name: g
    rules:
      - title: Too many
        condition: C
        data:
          - { refId: A, datasourceUid: p, model: { expr: 'sum(increase(requests_total[5m]))', instant: true } }
          - { refId: C, datasourceUid: __expr__, model: { type: threshold, expression: A, conditions: [{ evaluator: { type: gt, params: [5] } }] } }
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-import-'));
});
afterEach(() => rm(folder, { recursive: true }));
const write = async (name: string, text: string) => {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
};

describe('import', () => {
  test('prints rules that apply reads, and lists what does not carry over', async () => {
    const file = await write('alerts.yml', ALERTS);
    const mapping = await write('mapping.yaml', MAPPING);
    const terminal = testTerminal();

    expect(await run(['import', 'prometheus', file, '--mapping', mapping], terminal)).toBe(1);
    const read = parseResources({ file: 'stdout', text: terminal.output(), environment: {} });
    expect(read.errors).toEqual([]);
    expect(read.resources).toMatchObject([
      { kind: 'rule', name: 'too-many', definition: { owner: 'payments', groupBy: ['job'] } },
    ]);
    expect(terminal.notes()).toBe(
      `${file}:7: /groups/0/rules/1/expr: does not carry over: TooFew: no measure is known for the metric unknown_total\n` +
        'metrics without a measure: unknown_total\n1 rule imported, 1 thing did not carry over, 0 things changed\n',
    );
  });

  test('takes the mapping from options, writes to a file and exits with 0 when all carried over', async () => {
    const file = await write('alerts.yml', ALERTS);
    const output = path.join(folder, 'rules.yaml');
    const maps = ['--map', 'requests_total=requests:count', '--map', 'unknown_total=others.all:sum'];
    const terminal = testTerminal();

    expect(
      await run(['import', 'prometheus', file, '-m', 'requests', '--owner', 'me', ...maps, '-o', output], terminal),
    ).toBe(0);
    expect(terminal.output()).toBe('');
    const read = parseResources({ file: output, text: await readFile(output, 'utf8'), environment: {} });
    expect(
      read.resources.map(({ definition }) => [definition['model'], definition['measure'], definition['owner']]),
    ).toEqual([
      ['requests', 'requests', 'me'],
      ['others', 'all', 'me'],
    ]);
  });

  test('reads what Grafana provisions, and prints JSON', async () => {
    const file = await write('rules.yaml', GRAFANA);
    const mapping = await write('mapping.yaml', MAPPING);
    const terminal = testTerminal();

    expect(await run(['import', 'grafana', file, '--mapping', mapping, '--json'], terminal)).toBe(0);
    expect(JSON.parse(terminal.output())).toMatchObject({ rules: [{ name: 'too-many' }], findings: [], unmapped: [] });
  });

  test.each([
    ['groups: [{ name: a, rules: [{ alert: x }] }]', /alerts\.yml:1: \/groups\/0\/rules\/0\/expr: /],
    [
      'groups: [{ name: a, rules: [{ alert: x, expr: y, for: soon }] }]',
      /\/groups\/0\/rules\/0\/for: must be a duration such as 5m/,
    ],
    ['groups: [', /alerts\.yml:\d: /],
    ['rules: []', /alerts\.yml:1: \/groups: /],
  ])('names file, line and field of what is wrong in %j', async (text, note) => {
    const file = await write('alerts.yml', text);
    const terminal = testTerminal();

    expect(await run(['import', 'prometheus', file], terminal)).toBe(1);
    expect(terminal.notes()).toMatch(note);
  });

  test.each([
    [['import', 'prometheus'], 'usage: millrace import'],
    [['import', 'nagios', 'x'], 'rules of "nagios" cannot be imported'],
    [['import', 'grafana', '/nowhere'], 'cannot read /nowhere'],
    [['import', 'grafana', '/nowhere', '--map', 'a=b'], '--map a=b is not as METRIC=MEASURE:KIND'],
  ])('%j is not understood: exit code 2', async (args, note) => {
    const terminal = testTerminal();

    expect(await run(args, terminal)).toBe(2);
    expect(terminal.notes()).toContain(note);
  });
});
