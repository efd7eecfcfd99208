// Loads that many have: `-c preset=small` in place of `load` in cdk.json.
import type { Load, PresetName } from './config.ts';

export const PRESETS: Record<PresetName, Load> = {
  small: {
    eventsPerSecond: { average: 500, peak: 2_000 },
    eventBytes: 500,
    retentionDays: { kafka: 1, druid: 30 },
    queriesPerSecond: 2,
    availability: 'basic',
  },
  medium: {
    eventsPerSecond: { average: 20_000, peak: 60_000 },
    eventBytes: 500,
    retentionDays: { kafka: 2, druid: 90 },
    queriesPerSecond: 20,
    availability: 'high',
  },
  large: {
    eventsPerSecond: { average: 300_000, peak: 1_000_000 },
    eventBytes: 500,
    retentionDays: { kafka: 2, druid: 180 },
    queriesPerSecond: 100,
    availability: 'high',
  },
};
