// A rule's model, measure, dimensions and channels must exist.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Model } from '#schemas/model.ts';
import type { FieldError } from '#schemas/problem.ts';
import { getModel } from '#functions/models/acts/get-model.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import type { Reference } from '#functions/platform/references.ts';
import { checkRule } from '../logic/check-rule.ts';
import { channelStore } from '../store/definitions.ts';

/** @throws PlatformError definition.invalid with everything that is missing */
export async function checkRuleReferences(context: Context, rule: Rule): Promise<void> {
  const model = await findModel(context, rule.model);
  const inModel =
    model === undefined ? [{ pointer: '/model', reason: `there is no model "${rule.model}"` }] : checkRule(rule, model);
  const errors = [...inModel, ...(await missingChannels(context, rule))];
  if (errors.length === 0) return;
  throw new PlatformError('definition.invalid', errors.map(({ reason }) => reason).join('; '), { errors });
}

async function findModel(context: Context, name: string): Promise<Model | undefined> {
  try {
    return await getModel(context, name);
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'definition.not-found') return undefined;
    throw error;
  }
}

async function missingChannels(context: Context, { channels }: Rule): Promise<FieldError[]> {
  const found = await Promise.all(channels.map((name) => channelStore(context.table).get(name)));
  return channels.flatMap((name, index) =>
    found[index] === undefined ? [{ pointer: `/channels/${index}`, reason: `there is no channel "${name}"` }] : [],
  );
}

/** What the rule uses, for `recordUses`. */
export const usesOf = ({ model, channels }: Rule): Reference[] => [
  { kind: 'model', name: model },
  ...channels.map((name) => ({ kind: 'channel', name }) as const),
];
