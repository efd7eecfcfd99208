// Makes a stream and a model of real flights spread over the last hours or days, and waits until all of them can be queried.
import { setTimeout as sleep } from 'node:timers/promises';
import { FlightReader } from '#examples/flights/flight-reader.ts';
import { encodeEvents } from '#examples/flights/logic/encode-events.ts';
import { QueryResult } from '#schemas/query.ts';
import type { Model } from '#schemas/model.ts';
import { expectOk } from './home.ts';
import type { RunningHome } from './home.ts';

const BATCH = 20_000;
const LONGEST_WAIT_MS = 300_000;

interface Filling {
  model: Model;
  rows: number;
  /** How far back they go; two hours by default. */
  spanMs?: number;
}

export async function fillFlights(home: RunningHome, { model, rows, spanMs = 7_200_000 }: Filling): Promise<void> {
  const schema = {
    fields: [
      { name: 'time', type: 'timestamp', nullable: false },
      { name: 'delay', type: 'int' },
      { name: 'distance', type: 'int' },
      { name: 'origin', type: 'string', nullable: false },
      { name: 'destination', type: 'string', nullable: false },
    ],
    eventTime: 'time',
    key: 'origin',
  };
  await expectOk(home.request('POST', '/v1/streams', { name: model.stream, owner: model.owner, layer: 'DWD', schema }));
  await expectOk(home.request('POST', '/v1/models', model));
  const reader = new FlightReader();
  const start = Date.now() - spanMs;
  for (let sent = 0; sent < rows; sent += BATCH) {
    const flights = await reader.take(Math.min(BATCH, rows - sent));
    const timeOf = (index: number) => start + (index / rows) * spanMs;
    const lines = encodeEvents({ rows: flights, first: sent, timeOf, broken: 0 });
    await expectOk(
      home.request('POST', `/v1/streams/${model.stream}/events`, lines, { 'content-type': 'application/x-ndjson' }),
    );
  }
  await untilVisible(home, { model: model.name, rows, since: start });
}

interface Filled {
  model: string;
  rows: number;
  since: number;
}

async function untilVisible(home: RunningHome, { model, rows, since }: Filled): Promise<void> {
  const timeRange = { from: new Date(since - 60_000).toISOString(), to: new Date(Date.now() + 60_000).toISOString() };
  const query = { model, measures: ['flights'], timeRange };
  const until = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const answer = await expectOk(home.request('POST', '/v1/query', query));
    const seen = QueryResult.parse(await answer.json()).rows[0]?.[0];
    if (seen === rows) return;
    if (performance.now() > until) throw new Error(`only ${String(seen)} of ${rows} flights are visible in ${model}`);
    await sleep(500);
  }
}
