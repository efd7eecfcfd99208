import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePipeline } from '#functions/pipelines/logic/compile-pipeline.ts';
import { printPipelinePlan } from '#functions/pipelines/logic/print-pipeline-plan.ts';
import { CompiledPlan } from '#schemas/compiled-plan.ts';
import type { PlanStep } from '#schemas/compiled-plan.ts';
import { Pipeline } from '#schemas/pipeline.ts';
import { access, everyNode, sqlColumns, streams } from '../sample.ts';

const answer = { ok: true as const, nodes: [], operators: [], lateDropping: [], physicalPlan: '' };
const compile = (pipeline: Pipeline, accesses = streams) =>
  compilePipeline({ pipeline, streams: accesses, sqlColumns });
const print = (pipeline: Pipeline, plan: CompiledPlan) =>
  printPipelinePlan(pipeline, plan, answer)
    .sql.map(({ node, statement }) => `-- ${node}\n${statement};\n`)
    .join('\n');
const pipelineOf = (...nodes: object[]) => Pipeline.parse({ name: 'p', owner: 'tests', nodes });
const statements = (steps: PlanStep[], kind: PlanStep['kind']) => steps.filter((step) => step.kind === kind);

describe('compiling a pipeline', () => {
  it('prints every kind of node as Flink SQL', async () => {
    const { plan, pending, errors } = compile(everyNode);
    expect({ pending, errors }).toEqual({ pending: [], errors: [] });
    await expect(print(everyNode, plan)).toMatchFileSnapshot('../golden/every-node.sql');
  });

  it('gives a plan that its schema accepts', () => {
    expect(() => CompiledPlan.parse(compile(everyNode).plan)).not.toThrow();
  });

  it('prints what a cluster needs of a client, and only the options of what a stream has', async () => {
    const iam = { bootstrapServers: 'b-1:9098,b-2:9098', javaProperties: { 'security.protocol': 'SASL_SSL' } };
    const plain = { ...access('raw', { fields: [{ name: 'n', type: 'long' }] }), connection: iam };
    const copy = { ...access('copy', { fields: [{ name: 'n', type: 'long' }], key: 'n' }), connection: iam };
    const pipeline = pipelineOf(
      { kind: 'stream-source', name: 'in', stream: 'raw', startFrom: 'latest' },
      { kind: 'stream-sink', name: 'out', input: 'in', stream: 'copy' },
    );
    const { plan } = compile(
      pipeline,
      new Map([
        ['raw', plain],
        ['copy', copy],
      ]),
    );
    await expect(print(pipeline, plan)).toMatchFileSnapshot('../golden/no-event-time.sql');
  });

  it('says at which line of a query each typed text starts', () => {
    const { plan } = compile(everyNode);
    const views = plan.steps.flatMap((step) => (step.kind === 'view' ? [step] : []));
    const found = views.flatMap(({ query, fragments }) =>
      fragments.map(({ text, line }) =>
        query
          .split('\n')
          .slice(line - 1)
          .join('\n')
          .startsWith(text),
      ),
    );
    expect(found).toEqual([true, true, true]);
  });

  it('leaves out what needs the columns of a SQL node until they are known', () => {
    const { plan, pending } = compilePipeline({ pipeline: everyNode, streams, sqlColumns: new Map() });
    expect(pending).toEqual(['counts']);
    expect(plan.steps.map(({ node }) => node)).toContain('hourly');
  });

  it('gives the same plan for every order of the nodes', () => {
    const stepsOf = (pipeline: Pipeline) =>
      JSON.stringify(compile(pipeline).plan.steps).replaceAll(/"\/nodes\/\d+/g, '"/nodes/N');
    const expected = stepsOf(everyNode);
    fc.assert(
      fc.property(fc.shuffledSubarray(everyNode.nodes, { minLength: everyNode.nodes.length }), (nodes) => {
        expect(stepsOf({ ...everyNode, nodes })).toEqual(expected);
      }),
    );
  });

  it('writes the dead letters of a stream once, from the source that reads all of it', () => {
    const pipeline = pipelineOf(
      { kind: 'stream-source', name: 'a', stream: 'flights', startFrom: 'latest' },
      { kind: 'stream-source', name: 'b', stream: 'flights' },
      { kind: 'sql', name: 'both', inputs: ['a', 'b'], sql: 'SELECT `origin`, 1 AS `flights` FROM `a`' },
      { kind: 'stream-sink', name: 'out', input: 'both', stream: 'delays' },
    );
    const { plan } = compile(pipeline);
    const deadLetters = plan.steps.filter((step) => step.kind === 'insert' && step.table.endsWith('__dead-letter'));
    expect(deadLetters.map(({ node }) => node)).toEqual(['b']);
  });

  it('diverts late rows only where it is asked to', () => {
    const source = { kind: 'stream-source', name: 'in', stream: 'flights' };
    const rest = [
      { kind: 'select', name: 's', input: 'in', columns: [{ name: 'origin' }, { name: 'flights', expression: '1' }] },
      { kind: 'stream-sink', name: 'out', input: 's', stream: 'delays' },
    ];
    const lateTables = (lateRows: string) =>
      statements(compile(pipelineOf({ ...source, lateRows }, ...rest)).plan.steps, 'insert').filter(
        (step) => step.kind === 'insert' && step.table === 'in__late',
      );
    expect(lateTables('deliver')).toHaveLength(0);
    expect(lateTables('divert')).toHaveLength(1);
  });

  it('names columns that do not fit the sink’s stream', () => {
    const { errors } = compile(
      pipelineOf(
        { kind: 'stream-source', name: 'in', stream: 'flights' },
        { kind: 'select', name: 's', input: 'in', columns: [{ name: 'time' }, { name: 'delay' }, { name: 'speed' }] },
        { kind: 'stream-sink', name: 'out', input: 's', stream: 'flights_clean' },
      ),
    );
    expect(errors).toEqual([
      { pointer: '/nodes/1/columns/2/name', reason: '"in" has no column "speed"' },
      { pointer: '/nodes/2/input', reason: 'the column "delay" of "s" is no field of the stream "flights_clean"' },
      { pointer: '/nodes/2/input', reason: 'the column "speed" of "s" is no field of the stream "flights_clean"' },
      { pointer: '/nodes/2/input', reason: '"s" has no column "origin", which the stream "flights_clean" requires' },
    ]);
  });

  it('names embedded columns that are there already, and a key column that is not', () => {
    const { errors } = compile(
      pipelineOf(
        { kind: 'stream-source', name: 'in', stream: 'flights' },
        {
          kind: 'embed-dimension',
          name: 'e',
          input: 'in',
          dimension: 'airports',
          on: 'iata',
          columns: [{ name: 'delay', field: 'city' }],
        },
        { kind: 'stream-sink', name: 'out', input: 'e', stream: 'delays' },
      ),
    );
    expect(errors.filter(({ pointer }) => pointer.startsWith('/nodes/1'))).toEqual([
      { pointer: '/nodes/1/on', reason: '"in" has no column "iata"' },
      { pointer: '/nodes/1/columns/0/name', reason: 'there already is a column "delay"' },
    ]);
  });
});
