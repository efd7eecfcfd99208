// All models that the caller may see.
import type { StoredModel } from '#schemas/model.ts';
import { listModels } from '#functions/models/acts/list-models.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';

export async function visibleModels(context: Context, caller: Caller): Promise<StoredModel[]> {
  const models: StoredModel[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listModels>> = await listModels(context, caller, {
      limit: 1000,
      ...(cursor === null ? {} : { cursor }),
    });
    models.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return models;
}
