// Deletes a rule; its open incidents are resolved and their channels told.
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses } from '#functions/platform/references.ts';
import { ruleStore } from '../store/definitions.ts';
import { ruleHeadStore } from '../store/rule-heads.ts';
import { usesOf } from './check-rule-references.ts';
import { closeIncidents } from './close-incidents.ts';
import { getRule } from './get-rule.ts';

export interface RuleDeletion {
  name: string;
  ifMatch: string | undefined;
}

/** @throws PlatformError definition.not-found, definition.version-conflict, access.forbidden */
export async function deleteRule(context: Context, caller: Caller, { name, ifMatch }: RuleDeletion): Promise<void> {
  const rule = await getRule(context, caller, name);
  requireVersion(ifMatch, rule);
  await closeIncidents(context, rule, 'the rule was deleted');
  await ruleStore(context.table).remove(name, rule.version);
  await ruleHeadStore(context.table).remove(name);
  await recordUses(context, { kind: 'rule', name }, [], usesOf(rule));
}
