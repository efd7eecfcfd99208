// An export as it is now, for who asked for it.
import type { Export } from '#schemas/export.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { exportKey } from '../logic/export-key.ts';
import { exportStore } from '../store.ts';

const LINK_SECONDS = 15 * 60;
/** One that goes on is seen every few seconds. */
const LOST_MS = 60_000;

/** @throws PlatformError request.not-found, also for those of others, unless an admin asks */
export async function getExport(context: Context, caller: Caller, id: string): Promise<Export> {
  const kept = await exportStore(context.table).get(id);
  if (kept === undefined || (kept.caller.tokenId !== caller.tokenId && caller.role !== 'admin'))
    throw new PlatformError('request.not-found', `there is no export "${id}"`);
  const { export: found, seenAt } = kept;
  if (found.status === 'done') {
    const link = { seconds: LINK_SECONDS, fileName: `${id}.ndjson.gz` };
    return { ...found, url: await context.s3.presign(exportKey(id), link) };
  }
  const isLost = found.status !== 'failed' && context.now().getTime() - Date.parse(seenAt) > LOST_MS;
  if (!isLost) return { ...found, url: null };
  const detail = 'nothing was seen of it for a minute: ask for it again';
  return { ...found, url: null, status: 'failed', error: { code: 'engine.timeout', detail } };
}
