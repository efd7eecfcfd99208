// Makes a silence.
import type { Silence, StoredSilence } from '#schemas/alerts/silence.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { silenceStore } from '../store/definitions.ts';
import { checkMatchers } from './check-matchers.ts';
import { withStatus } from './get-silence.ts';
import { requireChannels } from './may-see-alerts.ts';

/** @throws PlatformError definition.exists, definition.invalid, access.forbidden */
export async function createSilence(context: Context, caller: Caller, silence: Silence): Promise<StoredSilence> {
  requireChannels(caller);
  checkMatchers('definition.invalid', silence.matchers);
  const now = context.now();
  try {
    return withStatus(await silenceStore(context.table).create({ ...silence, author: caller.name }, now), now);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    throw new PlatformError('definition.exists', `there is a silence "${silence.name}" already`, { cause: error });
  }
}
