import { describe, expect, it } from 'vitest';
import { checkGraph } from '#functions/pipelines/logic/check-graph.ts';
import { Pipeline } from '#schemas/pipeline.ts';
import { everyNode } from '../sample.ts';

const source = { kind: 'stream-source', name: 'in', stream: 'flights' };
const sink = (input: string) => ({ kind: 'stream-sink', name: 'out', input, stream: 'clean' });
const filter = (name: string, input: string) => ({ kind: 'filter', name, input, condition: 'TRUE' });
const sql = (name: string, ...inputs: string[]) => ({ kind: 'sql', name, inputs, sql: 'SELECT 1' });
const check = (...nodes: object[]) => checkGraph(Pipeline.parse({ name: 'p', owner: 'tests', nodes }));

describe('the check of a graph', () => {
  it('accepts a graph that is fine', () => {
    expect(checkGraph(everyNode)).toEqual([]);
  });

  it.each([
    ['a name twice', [source, filter('in', 'in'), sink('in')], '/nodes/1/name'],
    ['an input that is not there', [source, filter('f', 'in'), sink('g')], '/nodes/2/input'],
    ['a sink as an input', [source, sink('in'), { ...sink('out'), name: 'two' }], '/nodes/2/input'],
    ['the same input twice', [source, sql('s', 'in', 'in'), sink('s')], '/nodes/1/inputs/1'],
    ['a node that leads to no sink', [source, filter('f', 'in'), sink('in')], '/nodes/1'],
    ['no source', [filter('f', 'g'), filter('g', 'f'), sink('g')], '/nodes'],
    ['no sink', [source, filter('f', 'in')], '/nodes'],
  ])('refuses %s', (_, nodes, pointer) => {
    expect(check(...nodes).map((error) => error.pointer)).toContain(pointer);
  });

  it('names the inputs that close a cycle, and no others', () => {
    const errors = check(source, sql('a', 'in', 'c'), filter('b', 'a'), filter('c', 'b'), filter('d', 'c'), sink('d'));
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/nodes/1/inputs/1', '/nodes/2/input', '/nodes/3/input']);
  });

  it('finds a node that reads itself', () => {
    expect(check(source, sql('a', 'in', 'a'), sink('a'))).toEqual([
      { pointer: '/nodes/1/inputs/1', reason: 'reading "a" closes a cycle' },
    ]);
  });

  it('keeps the platform’s own names out of reach', () => {
    expect(() => check(source, filter('in__good', 'in'), sink('in__good'))).toThrow('must not hold');
  });
});
