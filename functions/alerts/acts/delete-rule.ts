// Deletes a rule; its open incidents are resolved and their channels told. What it uses is let go first, so that a delete that
// was cut off can be repeated and leaves nothing in use.
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses } from '#functions/platform/references.ts';
import { ruleStore } from '../store/definitions.ts';
import { ruleHeadStore } from '../store/rule-heads.ts';
import type { Claim } from '../store/rule-heads.ts';
import { usesOf } from './check-rule-references.ts';
import { closeIncidents } from './close-incidents.ts';
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
  let claim: Claim | undefined;
  try {
    claim = await closeIncidents(context, rule, 'the rule was deleted');
    await ruleStore(context.table).remove(name, rule.version);
  } catch (error) {
    await goOn(context, name, claim);
    throw error;
  }
  await ruleHeadStore(context.table).remove(name);
}

/** The rule as it is stored now, if it still is: what it uses is in use, and the next slot is anybody's. */
async function goOn(context: Context, name: string, claim: Claim | undefined): Promise<void> {
  const stored = await ruleStore(context.table).get(name);
  if (stored !== undefined) await recordUses(context, { kind: 'rule', name }, usesOf(stored));
  if (claim !== undefined) await ruleHeadStore(context.table).release(claim);
}
