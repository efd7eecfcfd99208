// The rules that the caller may see, by name.
import type { PageRequest } from '#schemas/definition.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { ruleStore } from '../store/definitions.ts';
import { maySeeAlerts } from './may-see-alerts.ts';

/** A page may hold fewer than `limit` rules. */
export async function listRules(context: Context, caller: Caller, request: PageRequest) {
  const { items, nextCursor } = await ruleStore(context.table).list(request);
  return { items: items.filter((rule) => maySeeAlerts(caller, rule.model)), nextCursor };
}
