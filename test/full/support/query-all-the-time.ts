// Queries that never stop, from several clients at once, and what went wrong with them.
import { setTimeout as sleep } from 'node:timers/promises';

const CLIENTS = 4;
const PAUSE_MS = 20;
const TIMEOUT_MS = 30_000;

export interface Load {
  /** Queries that were answered rightly so far. */
  count(): number;
  /** Ends the load. @returns answers that were wrong, and failures */
  end(): Promise<string[]>;
}

/** @param expected the answer of each query */
export function queryAllTheTime({ url, sql, expected }: { url: string; sql: string; expected: unknown }): Load {
  const wrong: string[] = [];
  let count = 0;
  const ending = new AbortController();
  const ask = async (): Promise<void> => {
    const answer = await querySql(url, sql);
    if (JSON.stringify(answer) === JSON.stringify(expected)) count += 1;
    else wrong.push(JSON.stringify(answer));
  };
  const client = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await ask().catch((error: unknown) => wrong.push(String(error)));
      await sleep(PAUSE_MS);
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  return {
    count: () => count,
    end: async () => {
      ending.abort();
      await Promise.all(clients);
      return wrong;
    },
  };
}

/** Never from a cache: each answer is of the servers that have the segments now. */
export async function querySql(url: string, query: string): Promise<unknown> {
  const context = { useCache: false, populateCache: false, useResultLevelCache: false };
  const answer = await fetch(`${url}/druid/v2/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, context, resultFormat: 'array' }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body: unknown = await answer.json();
  if (!answer.ok) throw new Error(`${answer.status}: ${JSON.stringify(body)}`);
  return body;
}
