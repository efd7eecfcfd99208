import { describe, expect, it } from 'vitest';
import { summarize } from './support/summarize.ts';

describe('the stacks of a preset', () => {
  it.each(['small', 'medium', 'large'] as const)('%s are those that were reviewed', async (preset) => {
    await expect(summarize(preset)).toMatchFileSnapshot(`snapshots/${preset}.txt`);
  });
});
