// What an application's configuration is in Flink's own options. Pure.
import { type ApplicationConfiguration, resolveConfiguration } from './configuration.ts';

/**
 * The options a job is submitted with. `execution.program-config.enabled` is how Managed Flink keeps code from setting
 * anything else: Flink itself compares what the program set and throws MutatedConfigurationException naming each option.
 * A "wildcard" is a key or the part of it before a dot; `__table` is what the table planner writes for its own use.
 */
export function flinkConfiguration(
  configuration: ApplicationConfiguration,
  { name, checkpointFolder, savepointFolder }: { name: string; checkpointFolder: string; savepointFolder: string },
): Record<string, string> {
  const { checkpoint, parallelism } = resolveConfiguration(configuration);
  return {
    'pipeline.name': name,
    'parallelism.default': String(parallelism.Parallelism),
    'execution.program-config.enabled': 'false',
    'execution.program-config.wildcards': 'table;__table;pipeline.name',
    'execution.checkpointing.dir': `file://${checkpointFolder}`,
    'execution.checkpointing.savepoint-dir': `file://${savepointFolder}`,
    ...(checkpoint.CheckpointingEnabled
      ? {
          'execution.checkpointing.interval': formatDuration(checkpoint.CheckpointInterval),
          'execution.checkpointing.min-pause': formatDuration(checkpoint.MinPauseBetweenCheckpoints),
          'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
        }
      : {}),
  };
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** As Flink prints a duration (`TimeUtils.formatWithHighestUnit`); another spelling counts as a change made by code. */
export function formatDuration(ms: number): string {
  const unit = ms === 0 ? undefined : UNITS.find(([, size]) => ms % size === 0);
  return unit === undefined ? `${ms} ms` : `${ms / unit[1]} ${unit[0]}`;
}
