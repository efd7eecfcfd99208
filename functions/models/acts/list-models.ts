// The models that the caller may see, a page at a time; a page may be short where others are left out.
import type { PageRequest } from '#schemas/definition.ts';
import { maySeeModel } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { modelStore } from '../store.ts';

export async function listModels(context: Context, caller: Caller, request: PageRequest) {
  const { items, nextCursor } = await modelStore(context.table).list(request);
  return { items: items.filter(({ name }) => maySeeModel(caller, name)), nextCursor };
}
