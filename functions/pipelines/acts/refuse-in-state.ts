// Calls that the service refuses because of an application's state at that moment.
import { EngineError } from '#engines/engine-error.ts';
import { PlatformError } from '#functions/platform/errors.ts';

/** @throws PlatformError pipeline.wrong-state where the service refuses the call */
export async function refuseInState(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'rejected') throw error;
    throw new PlatformError('pipeline.wrong-state', error.message, { cause: error });
  }
}
