// The history of a rule, newest first.
import type { TransitionRequest } from '#schemas/alerts/transition.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { transitionStore } from '../store/transitions.ts';
import { getRule } from './get-rule.ts';

/** Sort before and behind every time. */
const BEGIN = '0';
const END = '9999';

/** @throws PlatformError definition.not-found, access.forbidden */
export async function listTransitions(
  context: Context,
  caller: Caller,
  { name, from = BEGIN, to = END, limit, cursor }: TransitionRequest & { name: string },
) {
  await getRule(context, caller, name);
  return transitionStore(context.table).list(name, { from, to, limit, cursor });
}
