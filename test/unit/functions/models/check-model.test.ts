import { describe, expect, test } from 'vitest';
import { checkModel } from '#functions/models/logic/check-model.ts';
import { checkReplacement } from '#functions/models/logic/check-replacement.ts';
import { Model } from '#schemas/model.ts';
import { StreamSchema } from '#schemas/stream.ts';

const schema = StreamSchema.parse({
  eventTime: 'at',
  fields: [
    { name: 'at', type: 'timestamp' },
    { name: 'origin', type: 'string' },
    { name: 'delay', type: 'double' },
    { name: 'distance', type: 'int' },
    { name: 'cancelled', type: 'boolean' },
  ],
});
const modelOf = (changes: object) =>
  Model.parse({
    name: 'flights',
    owner: 'ops',
    stream: 'flights',
    dimensions: [{ name: 'origin' }],
    measures: [{ name: 'flights', kind: 'count' }],
    ...changes,
  });
const pointersOf = (changes: object, streamSchema = schema) =>
  checkModel(modelOf(changes), streamSchema).map(({ pointer }) => pointer);

describe('a model fits its stream', () => {
  test('when every column exists and can hold what is asked of it', () => {
    const dimensions = [
      { name: 'origin' },
      { name: 'cancelled' },
      { name: 'distance', type: 'long' },
      { name: 'far', column: 'distance', type: 'double' },
    ];
    const measures = [
      { name: 'sum', kind: 'sum', column: 'distance', type: 'long' },
      { name: 'mean', kind: 'mean', column: 'delay' },
      { name: 'airports', kind: 'distinct', column: 'origin' },
      { name: 'p95', kind: 'quantile', column: 'delay', fraction: 0.95 },
    ];
    expect(pointersOf({ dimensions, measures })).toEqual([]);
  });

  test.each([
    ['a dimension without a field', { dimensions: [{ name: 'nowhere' }] }, '/dimensions/0/name'],
    ['a renamed dimension without a field', { dimensions: [{ name: 'a', column: 'b' }] }, '/dimensions/0/column'],
    ['a long dimension of doubles', { dimensions: [{ name: 'delay', type: 'long' }] }, '/dimensions/0/name'],
    ['a sum of text', { measures: [{ name: 's', kind: 'sum', column: 'origin' }] }, '/measures/0/column'],
    [
      'a long sum of doubles',
      { measures: [{ name: 's', kind: 'sum', column: 'delay', type: 'long' }] },
      '/measures/0/column',
    ],
    [
      'a quantile of booleans',
      { measures: [{ name: 'q', kind: 'quantile', column: 'cancelled', fraction: 0.5 }] },
      '/measures/0/column',
    ],
    ['a time that is no timestamp', { timeColumn: 'origin' }, '/timeColumn'],
    ['a rollup over several segments', { rollup: 'P1D', segmentGranularity: 'PT1H' }, '/rollup'],
  ])('but not with %s', (_, changes, pointer) => {
    expect(pointersOf(changes)).toEqual([pointer]);
  });

  test('only if somebody says which field is the time', () => {
    expect(pointersOf({}, StreamSchema.parse({ ...schema, eventTime: undefined }))).toEqual(['/timeColumn']);
  });
});

describe('a model may be replaced', () => {
  const before = modelOf({
    dimensions: [{ name: 'origin' }],
    measures: [
      { name: 'flights', kind: 'count' },
      { name: 'p', kind: 'quantile', column: 'delay', fraction: 0.5 },
    ],
  });
  const refused = (changes: object) => checkReplacement(before, modelOf(changes)).map(({ pointer }) => pointer);

  test('with more and fewer names, another fraction, rollup and retention', () => {
    const measures = [
      { name: 'p', kind: 'quantile', column: 'delay', fraction: 0.9 },
      { name: 'most', kind: 'max', column: 'delay' },
    ];
    expect(refused({ dimensions: [{ name: 'cancelled' }], measures, rollup: 'none', retention: 'P1D' })).toEqual([]);
  });

  test.each([
    ['another stream', { stream: 'others' }, ['/stream']],
    ['another time', { timeColumn: 'at' }, ['/timeColumn']],
    ['another type of a dimension', { dimensions: [{ name: 'origin', type: 'long' }] }, ['/dimensions/0']],
    ['another column of a dimension', { dimensions: [{ name: 'origin', column: 'city' }] }, ['/dimensions/0']],
    ['another kind of a measure', { measures: [{ name: 'flights', kind: 'sum', column: 'delay' }] }, ['/measures/0']],
    [
      'a measure that was a dimension',
      { dimensions: [], measures: [{ name: 'origin', kind: 'count' }] },
      ['/measures/0'],
    ],
  ])('but not with %s', (_, changes, pointers) => {
    expect(refused(changes)).toEqual(pointers);
  });
});
