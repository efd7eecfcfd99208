import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { page } from '#local/aws/page.ts';

it('the pages of a list, one after the other, are the list', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.integer({ min: 1, max: 5 }), (items, Limit) => {
      const read: string[] = [];
      let NextToken: string | undefined;
      do {
        const next = page(items, { Limit, NextToken }, (item) => item);
        read.push(...next.items);
        NextToken = next.nextToken;
      } while (NextToken !== undefined);
      expect(read).toEqual(items);
    }),
  );
});
