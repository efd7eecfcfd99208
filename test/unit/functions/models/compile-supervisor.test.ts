// The supervisor of a model, against the golden files beside this one.
import { describe, expect, test } from 'vitest';
import { compileSupervisor } from '#functions/models/logic/compile-supervisor.ts';
import { compileRetention } from '#functions/models/logic/compile-retention.ts';
import { Model } from '#schemas/model.ts';

const compile = (model: object, suspended = false) =>
  compileSupervisor({
    model: Model.parse({ name: 'flights', owner: 'ops', stream: 'flights_clean', ...model }),
    topic: 'flights_clean',
    timeColumn: 'at',
    consumerProperties: { 'bootstrap.servers': '127.0.0.1:9092' },
    suspended,
  });
const goldenFile = (name: string) => `./golden/${name}.golden`;
const textOf = (spec: object) => `${JSON.stringify(spec, null, 2)}\n`;

describe('a supervisor', () => {
  test('of every kind of measure is the golden one', async () => {
    const spec = compile({
      dimensions: [{ name: 'origin' }, { name: 'hour', type: 'long' }, { name: 'ratio', type: 'double' }],
      measures: [
        { name: 'flights', kind: 'count' },
        { name: 'delay_sum', kind: 'sum', column: 'delay', type: 'long' },
        { name: 'delay_min', kind: 'min', column: 'delay' },
        { name: 'delay_max', kind: 'max', column: 'delay' },
        { name: 'delay_mean', kind: 'mean', column: 'delay' },
        { name: 'delay_mean_again', kind: 'mean', column: 'delay' },
        { name: 'carriers', kind: 'distinct', column: 'carrier' },
        { name: 'delay_p50', kind: 'quantile', column: 'delay', fraction: 0.5 },
        { name: 'delay_p95', kind: 'quantile', column: 'delay', fraction: 0.95 },
      ],
    });
    await expect(textOf(spec)).toMatchFileSnapshot(goldenFile('every-measure'));
  });

  test('of a renamed dimension that hides the field of a measure is the golden one', async () => {
    const spec = compile(
      {
        dimensions: [
          { name: 'delay', column: 'carrier' },
          { name: 'city', column: 'origin' },
        ],
        measures: [{ name: 'total', kind: 'mean', column: 'delay' }],
        rollup: 'none',
        segmentGranularity: 'P1D',
        ingestion: { tasks: 2, replicas: 3 },
      },
      true,
    );
    await expect(textOf(spec)).toMatchFileSnapshot(goldenFile('hidden-field'));
  });

  test('of a model without dimensions reads no field but those of its measures and the time', () => {
    const { spec } = compile({ dimensions: [], measures: [{ name: 'n', kind: 'distinct', column: 'carrier' }] });
    expect(spec.ioConfig.inputFormat.flattenSpec).toEqual({
      useFieldDiscovery: false,
      fields: [
        { type: 'root', name: 'at' },
        { type: 'root', name: 'carrier' },
      ],
    });
  });

  test('shares one metric between measures that need the same', () => {
    const mean = { kind: 'mean', column: 'delay' };
    const { spec } = compile({
      dimensions: [],
      measures: [
        { name: 'a', ...mean },
        { name: 'b', ...mean },
      ],
    });
    expect(spec.dataSchema.metricsSpec.map(({ name }) => name)).toEqual(['__sum_double_delay', '__count_delay']);
  });
});

test('retention keeps what is younger and drops the rest', () => {
  expect(compileRetention('P30D')).toEqual([
    { type: 'loadByPeriod', period: 'P30D', includeFuture: true, tieredReplicants: { _default_tier: 1 } },
    { type: 'dropForever' },
  ]);
});
