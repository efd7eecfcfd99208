// millrace tail: the records of a stream as they come.
import * as z from 'zod';
import { StreamRecord } from '#schemas/stream.ts';
import { ConnectionError, readText } from '../api-client.ts';
import type { Invocation } from '../command.ts';
import { UsageError, defineCommand } from '../command.ts';
import { parseEvents } from '../logic/parse-events.ts';

const Record = z.looseObject(StreamRecord.shape);

const options = {
  from: { type: 'string', value: 'WHERE', default: 'latest', description: 'latest, earliest or a time (RFC 3339).' },
  limit: { type: 'string', value: 'RECORDS', description: 'End after this many.' },
  json: { type: 'boolean', description: 'Print whole records, with key, partition, offset and timestamp.' },
} as const;

export const tail = defineCommand({
  name: 'tail',
  summary: 'Follow the records of a stream',
  usage: '<stream> [options]',
  options,
  examples: ['millrace tail flights_clean', 'millrace tail flights.dead-letter --from earliest --limit 10 --json'],
  notes:
    'Prints one JSON a line, until Ctrl-C. Dead letters are at <stream>.dead-letter, late records at <stream>.late.',
  positionals: { least: 1, most: 1 },
  run: async (invocation) => {
    const limit = limitOf(invocation.values.limit);
    const printed = await follow(invocation, limit);
    if (printed < limit) throw new ConnectionError('the API ended the answer');
    return 0;
  },
});

function limitOf(text: string | undefined): number {
  const limit = text === undefined ? Infinity : Number(text);
  if (limit > 0 && (Number.isInteger(limit) || limit === Infinity)) return limit;
  throw new UsageError('--limit is a number of records');
}

/** @returns how many were printed when the limit was reached or the API ended the answer */
async function follow(invocation: Invocation<typeof options>, limit: number): Promise<number> {
  const { values, positionals, terminal, api } = invocation;
  const path = `/v1/streams/${encodeURIComponent(positionals[0] ?? '')}/events`;
  const query = { from: values.from, limit: Number.isFinite(limit) ? String(limit) : undefined };
  const answer = await api.request('GET', path, { query, headers: { accept: 'text/event-stream' } });
  let printed = 0;
  for await (const { data } of parseEvents(readText(answer))) {
    const record = Record.parse(JSON.parse(data));
    await terminal.write(`${JSON.stringify(values.json === true ? record : (record.value ?? record))}\n`);
    printed += 1;
    if (printed === limit) break;
  }
  return printed;
}
