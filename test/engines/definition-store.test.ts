// Pages of definitions on a real DynamoDB, where a caller may not see each of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { definitionStore } from '#engines/dynamodb/definition-store.ts';
import { openTable } from '#engines/dynamodb/table.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { uniqueName } from '#test/support/api.ts';

const Thing = z.object({ name: z.string() });
const isVisible = ({ name }: { name: string }) => name.endsWith('v');

let table: Table;
let names: string[];
let store: ReturnType<typeof definitionStore<{ name: string }>>;
beforeAll(async () => {
  table = openTable({ name: process.env['MILLRACE_TABLE'] ?? 'millrace' });
  store = definitionStore({ table, kind: uniqueName('thing'), schema: Thing });
  // More hidden ones in a row than one query reads.
  names = [
    'a-v',
    ...Array.from({ length: 130 }, (_, index) => `b-${String(index).padStart(3, '0')}-h`),
    'c-v',
    'd-v',
    'e-h',
  ];
  for (const name of names) await store.create({ name }, new Date());
});
afterAll(() => table.close());

describe('a list of definitions', () => {
  it.each([1, 2, 3, 5])(
    'gives every visible one once, in order, %i a page, and no cursor tells of a hidden one',
    async (limit) => {
      const seen: string[] = [];
      const cursors: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof store.list>> = await store.list(
          { limit, ...(cursor === null ? {} : { cursor }) },
          isVisible,
        );
        seen.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor;
        if (cursor !== null) cursors.push(Buffer.from(cursor, 'base64url').toString());
      } while (cursor !== null);
      expect(seen).toEqual(['a-v', 'c-v', 'd-v']);
      expect(cursors.filter((text) => /-h"/.test(text))).toEqual([]);
    },
  );

  it('refuses the cursor of another list', async () => {
    const other = Buffer.from(JSON.stringify({ pk: 'definition#other', sk: 'x' })).toString('base64url');
    await expect(store.list({ limit: 1, cursor: other })).rejects.toMatchObject({ name: 'InvalidCursor' });
  });
});
