// What a rule has seen.
import type { RuleState } from '#schemas/alerts/rule-state.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { ruleHeadStore } from '../store/rule-heads.ts';
import { seriesStore } from '../store/series.ts';
import { getRule } from './get-rule.ts';

/** @throws PlatformError definition.not-found, access.forbidden */
export async function getRuleState(context: Context, caller: Caller, name: string): Promise<RuleState> {
  await getRule(context, caller, name);
  const [head, series] = await Promise.all([
    ruleHeadStore(context.table).get(name),
    seriesStore(context.table).list(name),
  ]);
  return {
    rule: name,
    evaluatedAt: head?.doneSlot?.toISOString() ?? null,
    lastError: head?.lastError ?? null,
    series,
  };
}
