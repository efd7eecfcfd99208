// Resolves everything that a rule has open, for a reason that no window showed.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Context } from '#functions/platform/context.ts';
import { resolve } from '../logic/step-rule.ts';
import { ruleHeadStore } from '../store/rule-heads.ts';
import type { Claim } from '../store/rule-heads.ts';
import { seriesStore } from '../store/series.ts';
import { commitStep } from './commit-step.ts';

const CLAIM_MS = 60_000;

/** @returns the claim, still held: until it is released or runs out, nobody evaluates the rule. Undefined if it has no head. */
export async function closeIncidents(context: Context, rule: Rule, reason: string): Promise<Claim | undefined> {
  const at = context.now();
  const claim = { id: context.newId(), rule: rule.name, until: new Date(at.getTime() + CLAIM_MS) };
  if (!(await ruleHeadStore(context.table).takeOver(claim))) return undefined;
  const before = await seriesStore(context.table).list(rule.name);
  const events = before.flatMap((series) =>
    series.status === 'firing'
      ? [resolve({ incident: series.incident, at, value: series.incident.value, reason })]
      : [],
  );
  await commitStep(context, { rule, claim, before, after: [], events });
  return claim;
}
