// Ends a running query: what Druid still computes, and the answer that is on its way. Its id cannot be guessed, so whoever knows it has
// been told.
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { cancellationStore } from '../store.ts';

/** @throws PlatformError definition.not-found if no such query runs, or no longer */
export async function cancelQuery(context: Context, queryId: string): Promise<void> {
  const cancellations = cancellationStore(context.table);
  await cancellations.add(queryId, context.now());
  const wasRunning = await context.druid.sql.cancel(queryId);
  if (wasRunning) return;
  await cancellations.remove(queryId);
  throw new PlatformError('definition.not-found', `no query with the id "${queryId}" is running`);
}
