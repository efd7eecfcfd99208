import { describe, expect, it } from 'vitest';
import { CASES, PRESET_CASES } from './support/cases.ts';
import { synthesize } from './support/synthesize.ts';

/** CloudFormation's limits. */
const BYTES = 1_000_000;
const RESOURCES = 500;
const OUTPUTS = 200;

describe.each(CASES)('with %s', (_, configuration) => {
  it('each template is within the limits of CloudFormation', () => {
    const sizes = [...synthesize(configuration).stacks.values()].map(({ template, resources }) => ({
      bytes: JSON.stringify(template.toJSON(), undefined, 1).length,
      resources: resources.length,
      outputs: Object.keys(template.findOutputs('*')).length,
    }));
    expect(
      sizes.filter(({ bytes, resources, outputs }) => bytes > BYTES || resources > RESOURCES || outputs > OUTPUTS),
    ).toEqual([]);
  });
});

describe('all presets together', () => {
  it('are synthesized and checked in less than a minute', () => {
    const durations = Object.values(PRESET_CASES).map((configuration) => synthesize(configuration).durationMs);
    expect(durations.reduce((sum, duration) => sum + duration, 0)).toBeLessThan(60_000);
  });
});
