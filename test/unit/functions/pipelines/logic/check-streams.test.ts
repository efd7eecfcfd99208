import { describe, expect, it } from 'vitest';
import { checkStreams } from '#functions/pipelines/logic/check-streams.ts';
import { Pipeline } from '#schemas/pipeline.ts';
import { everyNode, streams } from '../sample.ts';

const check = (...nodes: object[]) => checkStreams(Pipeline.parse({ name: 'p', owner: 'tests', nodes }), streams);
const source = { kind: 'stream-source', name: 'in', stream: 'flights' };
const sink = { kind: 'stream-sink', name: 'out', input: 'in', stream: 'delays' };
const embed = {
  kind: 'embed-dimension',
  name: 'e',
  input: 'in',
  dimension: 'airports',
  on: 'origin',
  columns: [{ name: 'city', field: 'city' }],
};

describe('the check of a pipeline against its streams', () => {
  it('accepts streams that fit', () => {
    expect(checkStreams(everyNode, streams)).toEqual([]);
  });

  it.each([
    ['a stream that is not there', [{ ...source, stream: 'trains' }, sink], '/nodes/0/stream'],
    ['a stream that would feed itself', [source, { ...sink, stream: 'flights' }], '/nodes/1/stream'],
    [
      'a dimension that is not compacted',
      [source, { ...embed, dimension: 'flights_clean' }, sink],
      '/nodes/1/dimension',
    ],
    [
      'a field that the dimension does not have',
      [source, { ...embed, columns: [{ name: 'x', field: 'x' }] }, sink],
      '/nodes/1/columns/0/field',
    ],
    [
      'late rows of a stream without event time',
      [
        { ...source, stream: 'delays', lateRows: 'divert' },
        { ...sink, stream: 'flights_clean' },
      ],
      '/nodes/0/lateRows',
    ],
  ])('refuses %s', (_, nodes, pointer) => {
    expect(check(...nodes).map((error) => error.pointer)).toEqual([pointer]);
  });
});
