import { describe, expect, it } from 'vitest';
import { CASES, OWN, PRESET_CASES, RICH } from './support/cases.ts';
import { synthesize, validate } from './support/synthesize.ts';

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
  it("are synthesized in less than a minute of processor time, and pass CloudFormation's own rules", () => {
    const seconds = Object.values(PRESET_CASES).map((configuration) => validate(configuration));
    expect(seconds.reduce((sum, each) => sum + each, 0)).toBeLessThan(60);
  });
});

describe("CloudFormation's own rules", () => {
  it.each([OWN, RICH])("find nothing when all is the account's own, or all is asked for", (configuration) => {
    expect(validate(configuration)).toBeGreaterThan(0);
  });
});
