// A start is over when the example answers: a flight has gone through Kafka, Flink and Druid to a query.
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

const Answer = z.object({ rows: z.array(z.unknown()) });
const waitMs = 120_000;
const requestMs = 10_000;

export type AwaitFlightsOptions = { ports: Ports; token: string; signal: AbortSignal };

/** True as soon as the query has rows; false when it has none after two minutes, which is no reason to end everything. */
export async function awaitFlights({ ports, token, signal }: AwaitFlightsOptions): Promise<boolean> {
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    if (await hasRows(ports, token)) return true;
    await sleep(500, undefined, { signal });
  }
  return false;
}

async function hasRows(ports: Ports, token: string): Promise<boolean> {
  try {
    const response = await fetch(`${urlOf(ports.api)}/v1/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(firstQuery),
      signal: AbortSignal.timeout(requestMs),
    });
    return response.ok && Answer.parse(await response.json()).rows.length > 0;
  } catch {
    return false;
  }
}
