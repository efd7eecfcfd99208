import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packGroups } from '#functions/alerts/logic/pack-groups.ts';

describe('packGroups', () => {
  it('keeps groups whole, in order and within the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 22 })), (groups) => {
        const batches = packGroups(groups, 99);
        expect(batches.flat()).toEqual(groups.flat());
        const ends = new Set(groups.map((_, index) => groups.slice(0, index + 1).flat().length));
        let size = 0;
        for (const batch of batches) {
          size += batch.length;
          expect(batch.length).toBeLessThanOrEqual(99);
          expect(ends).toContain(size);
        }
      }),
    );
  });

  it('uses as few batches as the order allows', () => {
    expect(packGroups([[1, 2], [3], [4, 5, 6], [7]], 4)).toEqual([
      [1, 2, 3],
      [4, 5, 6, 7],
    ]);
  });
});
