// One stream's definition.
import type { StoredStream } from '#schemas/stream.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { streamStore } from '../store.ts';

/** @throws PlatformError definition.not-found */
export async function getStream(context: Context, name: string): Promise<StoredStream> {
  const stream = await streamStore(context.table).get(name);
  if (stream === undefined) throw new PlatformError('definition.not-found', `there is no stream "${name}"`);
  return stream;
}
