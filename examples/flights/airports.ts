// Fills the stream of airports, so that flights know where they start.
import { readFile } from 'node:fs/promises';
import type { ApiClient } from '#cli/api-client.ts';
import { datasetPath } from './dataset-path.ts';
import { createEventSender } from './event-sender.ts';
import { parseCsv } from './logic/parse-csv.ts';

/** Sends every airport in one request, unless the stream holds records already. @returns how many were sent */
export async function fillAirports(api: ApiClient, signal: AbortSignal): Promise<number> {
  if (await isFilled(api)) return 0;
  const airports = parseCsv(await readFile(datasetPath('airports.csv'), 'utf8'));
  const lines = airports.map(({ latitude, longitude, ...names }) => {
    return `${JSON.stringify({ ...names, latitude: Number(latitude), longitude: Number(longitude) })}\n`;
  });
  await createEventSender({ api, signal }).send('airports', lines.join(''), lines.length);
  return lines.length;
}

async function isFilled(api: ApiClient): Promise<boolean> {
  const headers = { accept: 'application/x-ndjson' };
  const query = { from: 'earliest', limit: '1' };
  const answer = await api.request('GET', '/v1/streams/airports/events', { headers, query });
  return (await answer.text()).trim() !== '';
}
