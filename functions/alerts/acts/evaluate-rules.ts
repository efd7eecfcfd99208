// One tick: evaluates every enabled rule whose slot is due. Repeating it changes nothing.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Context } from '#functions/platform/context.ts';
import { dueSlot } from '../logic/due-slot.ts';
import { ruleStore } from '../store/definitions.ts';
import { ruleHeadStore } from '../store/rule-heads.ts';
import { bounded } from './bounded.ts';
import { evaluateRule } from './evaluate-rule.ts';
import type { Evaluation } from './evaluate-rule.ts';

const RULES_AT_ONCE = 8;

/** @returns how many rules were due, and how their evaluations went. One rule's failure stops no other. */
export async function evaluateRules(context: Context): Promise<Record<Evaluation | 'due', number>> {
  const heads = await ruleHeadStore(context.table).list();
  const due = (await listEnabledRules(context)).flatMap((rule) => {
    const slot = dueSlot({ every: rule.every, done: heads.get(rule.name)?.doneSlot ?? null, now: context.now() });
    return slot === undefined ? [] : [{ rule, slot }];
  });
  const counts = { due: due.length, evaluated: 0, failed: 0, taken: 0, skipped: 0 };
  await bounded(RULES_AT_ONCE, due, async ({ rule, slot }) => {
    counts[await evaluateSafely(context, rule, slot)] += 1;
  });
  return counts;
}

async function listEnabledRules({ table }: Context): Promise<Rule[]> {
  const rules: Rule[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ReturnType<typeof ruleStore>['list']>> = await ruleStore(table).list({
      limit: 1000,
      ...(cursor === null ? {} : { cursor }),
    });
    rules.push(...page.items.filter(({ enabled }) => enabled));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rules;
}

/** Also when the table itself does not answer for one of them. */
async function evaluateSafely(context: Context, rule: Rule, slot: Date): Promise<Evaluation> {
  try {
    return await evaluateRule(context, rule, slot);
  } catch (error) {
    context.log.error('rule.not-evaluated', error, { rule: rule.name });
    return 'failed';
  }
}
