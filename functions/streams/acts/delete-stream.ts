// Ends a stream and its records: its topics first, so that what was left half-finished can be asked for again.
import { topicsOf } from '#schemas/stream.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { requireUnused } from '#functions/platform/references.ts';
import { streamStore } from '../store.ts';
import { changeTopics } from './change-topics.ts';
import { getStream } from './get-stream.ts';

/** @throws PlatformError definition.not-found, definition.version-conflict, definition.in-use */
export async function deleteStream(context: Context, name: string, ifMatch: string | undefined): Promise<void> {
  const stream = await getStream(context, name);
  requireVersion(ifMatch, stream);
  await requireUnused(context, { kind: 'stream', name });
  await changeTopics(context, stream.cluster, async (topics) => {
    for (const topic of Object.values(topicsOf(name))) await topics.delete(topic);
  });
  await streamStore(context.table).remove(name, stream.version);
}
