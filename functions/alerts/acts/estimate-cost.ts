// What a rule costs, by how many rows and values its model had of late.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { RuleCost } from '#schemas/alerts/try-rule.ts';
import { EngineError } from '#engines/engine-error.ts';
import { getRecentModel } from '#functions/models/acts/get-recent-model.ts';
import type { Context } from '#functions/platform/context.ts';
import type { Cardinalities } from '../logic/fusion/plan-fusion.ts';
import { costOf } from '../logic/cost-of.ts';
import { groupIdOf } from '../logic/group-rules.ts';
import { dimensionCardinalities } from './dimension-cardinalities.ts';
import { loadRuleGroups } from './load-rule-groups.ts';

/** A rule can be made while Druid does not answer: then the cost is not known in part. */
export async function estimateCost(context: Context, rule: Rule): Promise<RuleCost> {
  const [cardinalities, groups] = await Promise.all([measure(context, rule), loadRuleGroups(context)]);
  const group = groupIdOf(rule);
  const sharing = groups.filter(({ id }) => id === group).flatMap(({ rules }) => rules);
  const sharedWith = sharing.filter(({ name }) => name !== rule.name).length;
  return costOf({ rule, cardinalities, sharedWith });
}

async function measure(context: Context, { model }: Rule): Promise<Cardinalities | null> {
  try {
    return await dimensionCardinalities(context, await getRecentModel(context, model));
  } catch (error) {
    if (error instanceof EngineError && error.engine === 'druid') return null;
    throw error;
  }
}
