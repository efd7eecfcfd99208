// The one case in which going on from a snapshot must ask: when nodes' saved state has no place in the new plan.
import { CompiledPlan } from '#schemas/compiled-plan.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { findLostState } from '../logic/find-lost-state.ts';
import type { CheckedPlan } from './compile-checked-plan.ts';

/**
 * Compares with the plan that ran before, as the planner reads it now. A plan that is not kept any more cannot be compared:
 * then Flink itself refuses a snapshot that does not fit.
 * @throws PlatformError pipeline.wrong-state that names the nodes
 */
export async function refuseStateLoss(context: Context, before: string | undefined, next: CheckedPlan): Promise<void> {
  const key = before?.slice(context.s3.urlOf('').length);
  const text = key === undefined ? undefined : await context.s3.get(key);
  if (text === undefined) return;
  const answer = await context.planner.plan(CompiledPlan.parse(JSON.parse(text)));
  if (!answer.ok) return;
  const lost = findLostState(answer.operators, next.answer.operators);
  if (lost.length === 0) return;
  throw new PlatformError(
    'pipeline.wrong-state',
    `the saved state of ${lost.map((node) => `"${node}"`).join(', ')} would be lost; send "allowStateLoss": true to go on without it`,
  );
}
