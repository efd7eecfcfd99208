// Makes a rule; it is judged from the first window on that ends from now on.
import type { Rule, StoredRule } from '#schemas/alerts/rule.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { recordUses } from '#functions/platform/references.ts';
import { ruleStore } from '../store/definitions.ts';
import { ruleSetStore } from '../store/rule-set.ts';
import { checkRuleReferences, usesOf } from './check-rule-references.ts';
import { requireAlerts } from './may-see-alerts.ts';

/** @throws PlatformError definition.exists, definition.invalid, access.forbidden */
export async function createRule(context: Context, caller: Caller, rule: Rule): Promise<StoredRule> {
  requireAlerts(caller, rule.model);
  await checkRuleReferences(context, rule);
  const store = ruleStore(context.table);
  if ((await store.get(rule.name)) !== undefined) throw nameIsTaken(rule);
  await recordUses(context, { kind: 'rule', name: rule.name }, usesOf(rule));
  try {
    const stored = await store.create(rule, context.now());
    await ruleSetStore(context.table).noteChange();
    return stored;
  } catch (error) {
    throw error instanceof ConditionFailed ? nameIsTaken(rule, error) : error;
  }
}

const nameIsTaken = ({ name }: Rule, cause?: unknown) =>
  new PlatformError('definition.exists', `there is a rule "${name}" already`, { cause });
