// Checks a model against its stream and the caller's limits before it is stored.
import type { Model } from '#schemas/model.ts';
import type { FieldError } from '#schemas/problem.ts';
import type { StoredStream } from '#schemas/stream.ts';
import { requireModel, requireStream } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { getStream } from '#functions/streams/acts/get-stream.ts';
import { checkModel } from '../logic/check-model.ts';

/**
 * Whoever defines a model decides what its readers see of the stream, so the stream must be open to the caller too.
 * @throws PlatformError access.forbidden, definition.invalid with pointers into the model
 */
export async function requireFittingModel(context: Context, caller: Caller, model: Model): Promise<StoredStream> {
  requireModel(caller, model.name);
  requireStream(caller, model.stream);
  const stream = await findStream(context, model.stream);
  if (stream === undefined) throw invalid([{ pointer: '/stream', reason: `there is no stream "${model.stream}"` }]);
  const errors = checkModel(model, stream.schema);
  if (errors.length > 0) throw invalid(errors);
  return stream;
}

/** @param errors at least one */
export const invalid = (errors: FieldError[]): PlatformError =>
  new PlatformError('definition.invalid', errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; '), {
    errors,
  });

async function findStream(context: Context, name: string): Promise<StoredStream | undefined> {
  try {
    return await getStream(context, name);
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'definition.not-found') return undefined;
    throw error;
  }
}
