import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { definitionStore } from '#engines/dynamodb/definition-store.ts';
import { openTable } from '#engines/dynamodb/table.ts';

const stored = { pk: 'definition#thing', version: 1, createdAt: '', updatedAt: '' };

/** A store of things with these names, of which a query reads three at most. */
function storeOf(names: string[]) {
  const table = openTable({ name: 'unused' });
  vi.spyOn(table, 'query').mockImplementation(async ({ Limit = 0, ExclusiveStartKey }) => {
    const rest = names.filter((name) => name > String(ExclusiveStartKey?.['sk'] ?? ''));
    const read = rest.slice(0, Math.min(Limit, 3));
    const items = read.map((name) => ({ ...stored, sk: name, definition: { name } }));
    return { items, nextKey: read.length < rest.length ? { pk: stored.pk, sk: read.at(-1) } : undefined };
  });
  return definitionStore({ table, kind: 'thing', schema: z.object({ name: z.string() }) });
}

const isVisible = ({ name }: { name: string }) => name.endsWith('v');

describe('the list of a definition store', () => {
  it('fills a page past hidden definitions, and its cursor is of the last visible one', async () => {
    const store = storeOf(['1h', '2v', '3h', '4h', '5h', '6h', '7v', '8h', '9v']);
    const { items, nextCursor } = await store.list({ limit: 2 }, isVisible);
    expect(items.map(({ name }) => name)).toEqual(['2v', '7v']);
    expect(Buffer.from(nextCursor ?? '', 'base64url').toString()).toBe('{"pk":"definition#thing","sk":"7v"}');
  });

  it('has no cursor where only hidden definitions follow', async () => {
    expect(await storeOf(['1v', '2h', '3h', '4h', '5h']).list({ limit: 1 }, isVisible)).toMatchObject({
      items: [{ name: '1v' }],
      nextCursor: null,
    });
  });

  it('gives every visible definition once, in order, whatever the limit', async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}[hv]$/), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(names, fc.integer({ min: 1, max: 5 }), async (unordered, limit) => {
        const ordered = unordered.toSorted();
        const store = storeOf(ordered);
        const seen: string[] = [];
        let cursor: string | null | undefined;
        do {
          const page = await store.list({ limit, ...(typeof cursor === 'string' ? { cursor } : {}) }, isVisible);
          seen.push(...page.items.map(({ name }) => name));
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(seen).toEqual(ordered.filter((name) => isVisible({ name })));
      }),
    );
  });
});
