// What every stored definition carries beside its own fields, and how lists are paged.
import * as z from 'zod';

/** Fields that the store adds to a definition. */
export const Stored = z.strictObject({
  version: z.int().positive().describe('Grows by one with each change; send it as If-Match.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Stored = z.infer<typeof Stored>;

/** A page of items; `nextCursor` is null on the last one. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const PageRequest = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(2000).optional(),
});
export type PageRequest = z.infer<typeof PageRequest>;
