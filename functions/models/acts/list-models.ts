// The models that the caller may see, a page at a time.
import type { PageRequest } from '#schemas/definition.ts';
import { maySeeModel } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { modelStore } from '../store.ts';

export function listModels(context: Context, caller: Caller, request: PageRequest) {
  return modelStore(context.table).list(request, ({ name }) => maySeeModel(caller, name));
}
