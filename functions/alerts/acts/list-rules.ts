// The rules that the caller may see, by name.
import type { PageRequest } from '#schemas/definition.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { ruleStore } from '../store/definitions.ts';
import { maySeeAlerts } from './may-see-alerts.ts';

export function listRules(context: Context, caller: Caller, request: PageRequest) {
  return ruleStore(context.table).list(request, (rule) => maySeeAlerts(caller, rule.model));
}
