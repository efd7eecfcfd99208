// The streams that the caller may see.
import type { PageRequest } from '#schemas/definition.ts';
import { maySeeStream } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { streamStore } from '../store.ts';

export function listStreams(context: Context, caller: Caller, request: PageRequest) {
  return streamStore(context.table).list(request, ({ name }) => maySeeStream(caller, name));
}
