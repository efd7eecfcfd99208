// A rule, if the caller may see it.
import type { StoredRule } from '#schemas/alerts/rule.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { ruleStore } from '../store/definitions.ts';
import { requireAlerts } from './may-see-alerts.ts';

/** @throws PlatformError definition.not-found, access.forbidden */
export async function getRule(context: Context, caller: Caller, name: string): Promise<StoredRule> {
  const rule = await ruleStore(context.table).get(name);
  if (rule === undefined) throw new PlatformError('definition.not-found', `there is no rule "${name}"`);
  requireAlerts(caller, rule.model);
  return rule;
}
