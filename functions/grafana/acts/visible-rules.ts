// All rules that the caller may see.
import type { StoredRule } from '#schemas/alerts/rule.ts';
import { listRules } from '#functions/alerts/acts/list-rules.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';

export async function visibleRules(context: Context, caller: Caller): Promise<StoredRule[]> {
  const rules: StoredRule[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listRules>> = await listRules(context, caller, {
      limit: 1000,
      ...(cursor === null ? {} : { cursor }),
    });
    rules.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rules;
}
