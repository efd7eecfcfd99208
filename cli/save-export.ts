// Has the platform write an answer to a file, watches it, and brings the file here.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Export } from '#schemas/export.ts';
import { readJson } from './api-client.ts';
import type { ApiClient } from './api-client.ts';
import type { Terminal } from './terminal.ts';

const LOOK_EVERY_MS = 500;
const TOLD_EVERY_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;

export interface SavedExport {
  api: ApiClient;
  terminal: Pick<Terminal, 'note'>;
  /** Of POST /v1/exports. */
  request: object;
  /** It is there only when it is whole. */
  file: string;
}

/** @throws ApiError, ConnectionError, and an Error that says why the export failed */
export async function saveExport({ api, terminal, request, file }: SavedExport): Promise<void> {
  const { id } = Export.parse(await readJson(await api.request('POST', '/v1/exports', { body: request })));
  const done = await untilDone(api, terminal, id);
  const part = `${file}.part`;
  try {
    await download(done.url ?? '', part);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
  const more = done.truncated === true ? '; there are more: raise --limit' : '';
  terminal.note(`${String(done.rows)} rows, ${megabytes(done.bytes)} in ${file}${more}`);
}

async function untilDone(api: ApiClient, terminal: SavedExport['terminal'], id: string): Promise<Export> {
  let toldAt = Date.now();
  for (;;) {
    const seen = Export.parse(await api.get(`/v1/exports/${id}`));
    if (seen.status === 'done') return seen;
    if (seen.status === 'failed')
      throw new Error(`the export failed: ${seen.error?.detail ?? 'no reason is known'} (${seen.error?.code ?? id})`);
    if (Date.now() - toldAt >= TOLD_EVERY_MS) {
      terminal.note(`${seen.status}, ${megabytes(seen.bytes)} so far`);
      toldAt = Date.now();
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** The link goes to the bucket: the token is not for it. */
async function download(url: string, file: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
  if (!answer.ok || answer.body === null)
    throw new Error(`the file cannot be read: the bucket answered ${answer.status}`);
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(file));
}

const megabytes = (bytes: number | null): string => `${((bytes ?? 0) / 1_000_000).toFixed(1)} MB`;
