// Changes a rule. Its open incidents stay and are judged by the new version; disabling it resolves them.
import type { Rule, StoredRule } from '#schemas/alerts/rule.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses } from '#functions/platform/references.ts';
import { ruleStore } from '../store/definitions.ts';
import { checkRuleReferences, usesOf } from './check-rule-references.ts';
import { closeIncidents } from './close-incidents.ts';
import { getRule } from './get-rule.ts';
import { requireAlerts } from './may-see-alerts.ts';

export interface RuleChange {
  rule: Rule;
  ifMatch: string | undefined;
}

/** @throws PlatformError definition.not-found, definition.invalid, definition.version-conflict, access.forbidden */
export async function replaceRule(
  context: Context,
  caller: Caller,
  { rule, ifMatch }: RuleChange,
): Promise<StoredRule> {
  const current = await getRule(context, caller, rule.name);
  requireVersion(ifMatch, current);
  requireAlerts(caller, rule.model);
  await checkRuleReferences(context, rule);
  const stored = await ruleStore(context.table).replace(rule, current, context.now());
  await recordUses(context, { kind: 'rule', name: rule.name }, usesOf(rule), usesOf(current));
  if (current.enabled && !rule.enabled) await closeIncidents(context, rule, 'the rule was disabled');
  return stored;
}
