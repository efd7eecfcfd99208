import { describe, expect, it } from 'vitest';
import { flinkConfiguration, formatDuration } from '#local/aws/kinesis-analytics/flink-configuration.ts';
import { configuration } from './an-application.ts';

const folders = { name: 'counting', checkpointFolder: '/data/checkpoints', savepointFolder: '/data/savepoints' };

describe("an application's configuration in Flink's options", () => {
  it("has the service's defaults: a checkpoint a minute, 5 s apart, one task", () => {
    expect(flinkConfiguration(configuration, folders)).toEqual({
      'pipeline.name': 'counting',
      'parallelism.default': '1',
      'execution.program-config.enabled': 'false',
      'execution.program-config.wildcards': 'table;__table;pipeline.name',
      'execution.checkpointing.dir': 'file:///data/checkpoints',
      'execution.checkpointing.savepoint-dir': 'file:///data/savepoints',
      'execution.checkpointing.interval': '1 min',
      'execution.checkpointing.min-pause': '5 s',
      'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
    });
  });

  it('has what was asked for, and no checkpoints when they are off', () => {
    const asked = {
      ...configuration,
      FlinkApplicationConfiguration: {
        CheckpointConfiguration: { ConfigurationType: 'CUSTOM', CheckpointingEnabled: false },
        ParallelismConfiguration: { ConfigurationType: 'CUSTOM', Parallelism: 4 },
      },
    } as const;

    const options = flinkConfiguration(asked, folders);

    expect(options['parallelism.default']).toBe('4');
    expect(options).not.toHaveProperty('execution.checkpointing.interval');
  });

  it('does not take values from a part whose type is DEFAULT', () => {
    const asked = {
      ...configuration,
      FlinkApplicationConfiguration: { ParallelismConfiguration: { ConfigurationType: 'DEFAULT', Parallelism: 4 } },
    } as const;

    expect(flinkConfiguration(asked, folders)['parallelism.default']).toBe('1');
  });

  it.each([
    [0, '0 ms'],
    [1_500, '1500 ms'],
    [5_000, '5 s'],
    [90_000, '90 s'],
    [120_000, '2 min'],
    [3_600_000, '1 h'],
    [172_800_000, '2 d'],
  ])('prints %i ms as Flink does: %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
