// The streams that the caller may see; a page can hold fewer than its limit when it may not see all of them.
import type { PageRequest } from '#schemas/definition.ts';
import { maySeeStream } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { streamStore } from '../store.ts';

export async function listStreams(context: Context, caller: Caller, request: PageRequest) {
  const { items, nextCursor } = await streamStore(context.table).list(request);
  return { items: items.filter(({ name }) => maySeeStream(caller, name)), nextCursor };
}
