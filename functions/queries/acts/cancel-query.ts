// Ends a running query. Its id cannot be guessed, so whoever knows it has been told.
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';

export async function cancelQuery(context: Context, queryId: string): Promise<void> {
  const wasRunning = await context.druid.sql.cancel(queryId);
  if (!wasRunning) throw new PlatformError('definition.not-found', `no query with the id "${queryId}" is running`);
}
