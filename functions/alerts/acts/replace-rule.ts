// Changes a rule. Its state and open incidents stay, unless what it judges is another thing now, or it is disabled.
import type { Rule, StoredRule } from '#schemas/alerts/rule.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses } from '#functions/platform/references.ts';
import { groupIdOf } from '../logic/group-rules.ts';
import { ruleFingerprint } from '../logic/rule-fingerprint.ts';
import { ruleStore } from '../store/definitions.ts';
import { ruleClosingStore } from '../store/rule-closings.ts';
import { ruleSetStore } from '../store/rule-set.ts';
import { checkRuleReferences, usesOf } from './check-rule-references.ts';
import { closeRule } from './close-rule.ts';
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
  const reason = reasonToClose(rule, current);
  const { name, version, createdAt } = current;
  const at = context.now().toISOString();
  const closing = { rule: name, version, createdAt, group: groupIdOf(current), reason: reason ?? '', at };
  if (reason !== undefined) await ruleClosingStore(context.table).put(closing);
  const stored = await ruleStore(context.table).replace(rule, current, context.now());
  await ruleSetStore(context.table).noteChange();
  await recordUses(context, { kind: 'rule', name: rule.name }, usesOf(rule), usesOf(current));
  if (reason !== undefined) await closeRule(context, closing);
  return stored;
}

/** A disabled rule has nothing open. */
function reasonToClose(rule: Rule, current: Rule): string | undefined {
  if (!current.enabled) return undefined;
  if (!rule.enabled) return 'the rule was disabled';
  return ruleFingerprint(rule) === ruleFingerprint(current) ? undefined : 'the rule was changed';
}

/** The incidents of a rule belong to its model, which says who may see them. */
function requireSameModel({ model }: Rule, current: Rule): void {
  if (model === current.model) return;
  const reason = `must be "${current.model}": a rule keeps its model; make another rule`;
  throw new PlatformError('definition.invalid', `/model ${reason}`, { errors: [{ pointer: '/model', reason }] });
}
