// Evaluates one slot of a rule, once: whoever claims the slot. A failure changes no label set, and the slot stays due.
// The rule is read under the claim: one that was deleted or disabled meanwhile opens no incident that nobody would resolve.
import type { Rule } from '#schemas/alerts/rule.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Context } from '#functions/platform/context.ts';
import { toPlatformError } from '#functions/platform/errors.ts';
import { stepRule } from '../logic/step-rule.ts';
import { ruleStore } from '../store/definitions.ts';
import { ruleHeadStore } from '../store/rule-heads.ts';
import type { Claim } from '../store/rule-heads.ts';
import { seriesStore } from '../store/series.ts';
import { commitStep } from './commit-step.ts';
import { measureWindow } from './measure-window.ts';

/** Longer than a query may take. */
const CLAIM_MS = 60_000;

export type Evaluation = 'evaluated' | 'failed' | 'taken' | 'skipped';

/** Never throws for the rule's own trouble: it is logged and kept as the rule's `lastError`. */
export async function evaluateRule(context: Context, { name }: { name: string }, slot: Date): Promise<Evaluation> {
  const now = context.now();
  const claim = { id: context.newId(), rule: name, until: new Date(now.getTime() + CLAIM_MS) };
  if (!(await ruleHeadStore(context.table).claimSlot(claim, slot, now))) return 'taken';
  try {
    const rule = await ruleStore(context.table).get(name);
    if (rule === undefined || !rule.enabled) {
      await ruleHeadStore(context.table).release(claim);
      return 'skipped';
    }
    await evaluate(context, { rule, slot, claim });
    return 'evaluated';
  } catch (error) {
    if (error instanceof ConditionFailed) {
      context.log.warn('rule.claim-lost', { rule: name });
      return 'taken';
    }
    await keepError(context, claim, error);
    return 'failed';
  }
}

interface ClaimedSlot {
  rule: Rule;
  slot: Date;
  claim: Claim;
}

async function evaluate(context: Context, { rule, slot, claim }: ClaimedSlot): Promise<void> {
  const result = await measureWindow(context, rule, slot);
  const before = await seriesStore(context.table).list(rule.name);
  const { state, events } = stepRule({ rule, result, now: slot, state: { evaluatedAt: null, series: before } });
  await commitStep(context, { rule, claim, before, after: state.series, events });
  await ruleHeadStore(context.table).finish(claim, slot);
  for (const { type, incident } of events) context.log.info(type, { rule: rule.name, incidentId: incident.id });
}

async function keepError(context: Context, claim: Claim, error: unknown): Promise<void> {
  const { code, message } = toPlatformError(error);
  context.log.error('rule.not-evaluated', error, { rule: claim.rule, code });
  const lastError = { at: context.now().toISOString(), detail: `${code}: ${message}` };
  await ruleHeadStore(context.table)
    .fail(claim, lastError)
    .catch((cause: unknown) => context.log.error('rule.error-not-kept', cause, { rule: claim.rule }));
}
