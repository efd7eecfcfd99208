// Changes a rule. Its open incidents stay and are judged by the new version; disabling it resolves them.
import type { Rule, StoredRule } from '#schemas/alerts/rule.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses } from '#functions/platform/references.ts';
import { ruleStore } from '../store/definitions.ts';
import { ruleHeadStore } from '../store/rule-heads.ts';
import { checkRuleReferences, usesOf } from './check-rule-references.ts';
import { closeIncidents } from './close-incidents.ts';
import { getRule } from './get-rule.ts';

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
  requireSameModel(rule, current);
  await checkRuleReferences(context, rule);
  const stored = await ruleStore(context.table).replace(rule, current, context.now());
  await recordUses(context, { kind: 'rule', name: rule.name }, usesOf(rule), usesOf(current));
  if (!rule.enabled) await closeDisabled(context, rule);
  return stored;
}

/** Once it is stored as disabled, whoever claims it next skips it. Repeated, it makes up for a close that failed. */
async function closeDisabled(context: Context, rule: Rule): Promise<void> {
  const claim = await closeIncidents(context, rule, 'the rule was disabled');
  if (claim !== undefined) await ruleHeadStore(context.table).release(claim);
}

/** The incidents of a rule belong to its model, which says who may see them. */
function requireSameModel({ model }: Rule, current: Rule): void {
  if (model === current.model) return;
  const reason = `must be "${current.model}": a rule keeps its model; make another rule`;
  throw new PlatformError('definition.invalid', `/model ${reason}`, { errors: [{ pointer: '/model', reason }] });
}
