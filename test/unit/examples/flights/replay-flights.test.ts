import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createApiClient } from '#cli/api-client.ts';
import { createEventSender } from '#examples/flights/event-sender.ts';
import { FlightReader } from '#examples/flights/flight-reader.ts';
import { backfill, goLive } from '#examples/flights/replay-flights.ts';
import { readReplayOptions } from '#examples/flights/replay-options.ts';

interface Received {
  lines: string[];
  key: string | undefined;
}
let received: Received[] = [];
let notes: string[] = [];
/** What the next requests are answered instead of being taken; `cut` breaks the answer off. */
let refusals: (number | 'cut')[] = [];

const server = createServer((request, response) => void take(request, response));

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const lines = gunzipSync(await buffer(request))
    .toString()
    .trimEnd()
    .split('\n');
  const key = request.headers['idempotency-key'];
  received.push({ lines, key: typeof key === 'string' ? key : undefined });
  const refusal = refusals.shift();
  const status = typeof refusal === 'number' ? refusal : 200;
  const answer = { delivered: lines.length, deadLettered: 0, results: [] };
  response.writeHead(status, { 'content-type': 'application/json' });
  if (refusal === 'cut') response.write('{"delivered":', () => response.destroy());
  else response.end(JSON.stringify(status === 200 ? answer : {}));
}
beforeEach(async () => {
  [received, refusals, notes] = [[], [], []];
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
});

function replayWith(args: string) {
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const options = readReplayOptions(args.split(' '));
  if (options === undefined) throw new Error('no options');
  const { signal } = new AbortController();
  const api = createApiClient({ url: `http://127.0.0.1:${port}`, token: 't' });
  const sender = createEventSender({ api, signal, note: (reason) => void notes.push(reason) });
  return { options, reader: new FlightReader(), sender, signal };
}
const timesOf = (lines: string[]) => lines.map((line) => Date.parse(line.slice(9, 33)));

describe('the replayer', () => {
  test('backfills the first flights in their order, spread over the time before now', async () => {
    const replay = replayWith('--backfill PT1H --backfill-events 3000');

    await backfill(replay);

    const lines = received.flatMap((batch) => batch.lines);
    const times = timesOf(lines);
    expect(replay.sender.totals).toEqual({ sent: 3000, delivered: 3000, deadLettered: 0, retries: 0 });
    expect(lines.slice(0, 2).map((line) => line.slice(35))).toEqual([
      '"delay":33,"distance":2176,"origin":"LAS","destination":"PHL"}',
      '"delay":19,"distance":215,"origin":"ATL","destination":"SAV"}',
    ]);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBe(3_600_000 - 1200);
    expect(Math.abs(Date.now() - (times.at(-1) ?? 0))).toBeLessThan(10_000);
  });

  test('goes live at its rate until its total, with the times of now', async () => {
    const replay = replayWith('--rate 500 --total 300');
    const startedAt = Date.now();

    await goLive(replay);

    const times = timesOf(received.flatMap((batch) => batch.lines));
    expect(times).toHaveLength(300);
    expect((times[299] ?? 0) - (times[0] ?? 0)).toBe(598);
    expect(times[0]).toBeGreaterThanOrEqual(startedAt);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(598);
    expect(received.length).toBeLessThan(10);
  });

  test('sends a batch again that could not be taken or whose answer was lost, with the same key', async () => {
    refusals = [503, 'cut'];
    const replay = replayWith('--backfill PT1H --backfill-events 10');

    await backfill(replay);

    expect(replay.sender.totals).toEqual({ sent: 10, delivered: 10, deadLettered: 0, retries: 2 });
    expect(notes).toEqual([expect.stringContaining('503')]);
    expect(received[1]).toEqual(received[0]);
    expect(received[2]).toEqual(received[0]);
    expect(received[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('gives up at once when it is refused', async () => {
    refusals = [403];

    await expect(backfill(replayWith('--backfill PT1H --backfill-events 10'))).rejects.toThrow('{}');
    expect(received).toHaveLength(1);
  });
});
