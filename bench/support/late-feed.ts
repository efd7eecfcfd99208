// Brings the events of `alert-lateness` to Kafka as a simulated time goes on, each to its partition, and waits until Druid has them. What is
// for a stalled partition is in a transaction that stays open for as long: it is there, and nobody can read it.
import { setTimeout as sleep } from 'node:timers/promises';
import { Producer, stringSerializers } from '@platformatic/kafka';
import { isNoDatasource } from '#functions/alerts/acts/is-no-datasource.ts';
import type { Context } from '#functions/platform/context.ts';
import { MINUTE_MS } from './late-events.ts';
import type { LateEvent } from './late-events.ts';

const STALLED_PARTITION = 1;
const STALLS = [
  { fromMs: 80 * MINUTE_MS, toMs: 92 * MINUTE_MS },
  { fromMs: 130 * MINUTE_MS, toMs: 138 * MINUTE_MS },
];
/** An open transaction is ended by the broker after it. */
const TRANSACTION_MS = 600_000;
const LONGEST_WAIT_MS = 60_000;
const POLL_MS = 15;

export interface Feed {
  /** Sends all that has arrived by a time (from the beginning on), and waits until queries see what can be read. */
  advanceTo: (ms: number) => Promise<void>;
  close: () => Promise<void>;
}

interface FeedOptions {
  /** Name of the topic and of the datasource. */
  name: string;
  events: readonly LateEvent[];
  startMs: number;
}

export async function openFeed(context: Context, { name, events, startMs }: FeedOptions): Promise<Feed> {
  const { bootstrapServers } = await context.kafka.connection('main');
  const base = { bootstrapBrokers: bootstrapServers.split(','), idempotent: true, serializers: stringSerializers };
  const plain = new Producer({ ...base, clientId: 'bench-lateness' });
  const held = new Producer({ ...base, clientId: 'bench-stall', transactionalId: name, timeout: TRANSACTION_MS });
  let [next, readable, inTransaction] = [0, 0, 0];
  let transaction: Awaited<ReturnType<typeof held.beginTransaction>> | undefined;

  const messagesOf = (some: readonly LateEvent[]) =>
    some.map((event) => ({ topic: name, partition: event.partition, value: valueOf(event, startMs) }));
  const sendPlain = async (some: readonly LateEvent[]): Promise<void> => {
    if (some.length > 0) await plain.send({ messages: messagesOf(some) });
    readable += some.length;
  };
  const sendHeld = async (some: readonly LateEvent[]): Promise<void> => {
    transaction ??= await held.beginTransaction();
    if (some.length > 0) await transaction.send({ messages: messagesOf(some) });
    inTransaction += some.length;
  };
  const release = async (): Promise<void> => {
    await transaction?.commit();
    transaction = undefined;
    readable += inTransaction;
    inTransaction = 0;
  };
  return {
    advanceTo: async (ms) => {
      const from = next;
      const later = events.findIndex(({ arrivesMs }, index) => index >= from && arrivesMs > ms);
      next = later === -1 ? events.length : later;
      const arrived = events.slice(from, next);
      const isStalled = STALLS.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
      if (!isStalled) await release();
      const isHeld = ({ partition }: LateEvent) => isStalled && partition === STALLED_PARTITION;
      await sendPlain(arrived.filter((event) => !isHeld(event)));
      if (isStalled) await sendHeld(arrived.filter(isHeld));
      await untilCounted(context, name, readable);
    },
    close: async () => {
      await plain.close();
      await held.close();
    },
  };
}

function valueOf({ atMs, site, channel, amount, latency, size }: LateEvent, startMs: number): string {
  return JSON.stringify({ at: new Date(startMs + atMs).toISOString(), site, channel, amount, latency, size });
}

async function untilCounted(context: Context, name: string, expected: number): Promise<void> {
  if (expected === 0) return;
  const until = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const rows = await countRows(context, name);
    if (rows === expected) return;
    if (performance.now() > until) throw new Error(`Druid has ${rows} of ${expected} events`);
    await sleep(POLL_MS);
  }
}

/** 0 before the first task runs. */
async function countRows(context: Context, name: string): Promise<number> {
  const sql = `SELECT COUNT(*) FROM "${name}"`;
  try {
    const rows = await context.druid.sql.rows({ sql, parameters: [], context: { useCache: false } });
    return Number(rows[0]?.[0]);
  } catch (error) {
    if (isNoDatasource(error, name)) return 0;
    throw error;
  }
}
