// A start is over when the example answers: a flight of this start has gone through Kafka, Flink and Druid to a query.
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { urlOf } from './environment.ts';
import type { Ports } from './ports.ts';

/** What the ready block proposes as well. */
export const firstQuery = {
  model: 'flights',
  measures: ['flights', 'delay_mean'],
  dimensions: ['origin_state'],
  timeRange: { last: 'PT3H' },
  orderBy: [{ field: 'flights', direction: 'desc' }],
  limit: 5,
} as const;

/** How far beyond now a flight may be timed and still be found. */
const aheadMs = 3_600_000;
const Answer = z.object({ rows: z.array(z.unknown()) });
const waitMs = 120_000;
const requestMs = 10_000;

export type AwaitFlightsOptions = {
  ports: Ports;
  token: string;
  signal: AbortSignal;
  /** Only flights timed from then on count. */
  since: Date;
};

/** True as soon as the query has rows; false when it has none after two minutes, which is no reason to end everything. */
export async function awaitFlights({ ports, token, signal, since }: AwaitFlightsOptions): Promise<boolean> {
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    const to = new Date(Date.now() + aheadMs).toISOString();
    if (await hasRows({ ports, token, timeRange: { from: since.toISOString(), to } })) return true;
    await sleep(500, undefined, { signal });
  }
  return false;
}

type Asked = { ports: Ports; token: string; timeRange: { from: string; to: string } };

async function hasRows({ ports, token, timeRange }: Asked): Promise<boolean> {
  try {
    const response = await fetch(`${urlOf(ports.api)}/v1/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...firstQuery, timeRange }),
      signal: AbortSignal.timeout(requestMs),
    });
    return response.ok && Answer.parse(await response.json()).rows.length > 0;
  } catch {
    return false;
  }
}
