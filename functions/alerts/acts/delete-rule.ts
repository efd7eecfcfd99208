// Deletes a rule; its open incidents are resolved and their channels told. What it uses is let go first, so that a delete that
// was cut off leaves nothing in use; what it has open is closed by a later tick then.
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses } from '#functions/platform/references.ts';
import { groupIdOf } from '../logic/group-rules.ts';
import { ruleStore } from '../store/definitions.ts';
import { ruleClosingStore } from '../store/rule-closings.ts';
import { ruleSetStore } from '../store/rule-set.ts';
import { usesOf } from './check-rule-references.ts';
import { closeRule } from './close-rule.ts';
import { getRule } from './get-rule.ts';

export interface RuleDeletion {
  name: string;
  ifMatch: string | undefined;
}

/** @throws PlatformError definition.not-found, access.forbidden, definition.version-conflict: then the rule goes on */
export async function deleteRule(context: Context, caller: Caller, { name, ifMatch }: RuleDeletion): Promise<void> {
  const rule = await getRule(context, caller, name);
  requireVersion(ifMatch, rule);
  await recordUses(context, { kind: 'rule', name }, [], usesOf(rule));
  const { version, createdAt } = rule;
  const at = context.now().toISOString();
  const closing = { rule: name, version, createdAt, group: groupIdOf(rule), reason: 'the rule was deleted', at };
  await ruleClosingStore(context.table).put(closing);
  try {
    await ruleStore(context.table).remove(name, version);
  } catch (error) {
    await goOn(context, name);
    throw error;
  }
  await ruleSetStore(context.table).noteChange();
  await closeRule(context, closing);
}

/** The rule as it is stored now, if it still is: what it uses is in use. */
async function goOn(context: Context, name: string): Promise<void> {
  const stored = await ruleStore(context.table).get(name);
  if (stored !== undefined) await recordUses(context, { kind: 'rule', name }, usesOf(stored));
}
