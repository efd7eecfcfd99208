// Event sent -> webhook received, 1,000 rules and the flights replay running: for a rule that waits for the end of its 10 s windows, and
// for one that may fire before the end of its 5-minute windows.
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { bounded } from '#functions/alerts/acts/bounded.ts';
import { RuleGroupPlan } from '#schemas/alerts/rule-plan.ts';
import { QueryResult } from '#schemas/query.ts';
import { startAlertReceiver } from './support/alert-receiver.ts';
import type { AlertReceiver } from './support/alert-receiver.ts';
import type { Bench, Figure } from './support/figure.ts';
import { expectOk, withHome } from './support/home.ts';
import type { RunningHome } from './support/home.ts';
import { latencyFigures } from './support/latency-figures.ts';
import type { SentMarker } from './support/latency-figures.ts';
import { backgroundRules } from './support/latency-rules.ts';

const RULES = 1000;
const SAMPLES = 60;
const EVERY_SECONDS = 10;
const EARLY_WINDOW = 'PT5M';
const SETTLE_MS = 60_000;
/** Events without a marker, so that the watermark goes on. */
const BEAT_MS = 100;
const LONGEST_WAIT_MS = 60_000;
const LAG_EACH_MS = 10_000;
const NAME = 'bench_markers';
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const RULES_AT_ONCE = 8;
const ATTEMPTS = 5;

type Home = Pick<RunningHome, 'request'>;

/** Markers of the one kind begin with its name. */
const KINDS = ['closed', 'early'] as const;

export const alertLatency: Bench = {
  about: 'event sent -> webhook received with 1,000 rules, the replay running; and of early rules on 5-minute windows',
  run: (say) => withHome({ say, example: true }, (home) => measureLatency(home, say)),
};

/** On a home with the flights example. */
export async function measureLatency(reached: Home, say: (line: string) => void): Promise<Figure[]> {
  const home = steady(reached);
  const receiver = await startAlertReceiver(SECRET);
  try {
    await defineStream(home);
    const channel = { type: 'webhook', name: NAME, owner: 'bench', url: receiver.url, secret: SECRET };
    await expectOk(home.request('POST', '/v1/channels', channel));
    say(`making ${RULES.toLocaleString('en')} rules`);
    await defineRules(home);
    say(`sending ${SAMPLES} events for each of the two rules`);
    const stop = new AbortController();
    const [sent, plans] = await Promise.all([
      sendMarkers(home, receiver).finally(() => stop.abort()),
      watchPlans(home, stop.signal),
      sendBackground(home, stop.signal),
    ]);
    const compared = `${SAMPLES} events, ${RULES} rules each 10 s, replay at 200 events/s`;
    return latencyFigures({ receiver, sent, plans, goalSeconds: EVERY_SECONDS + 1, compared });
  } finally {
    receiver.close();
  }
}

async function defineStream(home: Home): Promise<void> {
  const fields = [
    { name: 'at', type: 'timestamp', nullable: false },
    { name: 'marker', type: 'string' },
    { name: 'level', type: 'int', nullable: false },
  ];
  const common = { name: NAME, owner: 'bench' };
  await expectOk(home.request('POST', '/v1/streams', { ...common, layer: 'ODS', schema: { fields, eventTime: 'at' } }));
  const measures = [
    { name: 'events', kind: 'count' },
    { name: 'level_max', kind: 'max', column: 'level', type: 'long' },
  ];
  const dimensions = [{ name: 'marker' }];
  await expectOk(home.request('POST', '/v1/models', { ...common, stream: NAME, dimensions, measures }));
}

async function defineRules(home: Home): Promise<void> {
  const airports = await readAirports(home);
  await bounded(RULES_AT_ONCE, backgroundRules(RULES - KINDS.length, airports), (rule) => makeRule(home, rule));
  const common = { owner: 'bench', model: NAME, groupBy: ['marker'], channels: [NAME] };
  const closed = {
    ...common,
    name: ruleOf('closed'),
    measure: 'events',
    filters: [{ dimension: 'marker', operator: 'like', value: 'closed%' }],
    window: 'PT10S',
    every: `PT${EVERY_SECONDS}S`,
    condition: { kind: 'threshold', operator: '>', warning: 0 },
  };
  const early = {
    ...common,
    name: ruleOf('early'),
    measure: 'level_max',
    early: true,
    window: EARLY_WINDOW,
    every: EARLY_WINDOW,
    condition: { kind: 'threshold', operator: '>', warning: 50 },
  };
  for (const rule of [closed, early]) await makeRule(home, rule);
}

/** One that is there already was made before its connection broke. */
async function makeRule(home: Home, rule: object): Promise<void> {
  const answer = await home.request('POST', '/v1/rules', rule);
  if (answer.status !== 409) await expectOk(Promise.resolve(answer));
}

/** Asks again where a connection breaks, as idle ones do on a busy machine; an event that comes twice changes nothing here. */
const steady = ({ request }: Home): Home => ({
  request: async (...asked) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await request(...asked);
      } catch (error) {
        if (!(error instanceof TypeError) || attempt === ATTEMPTS) throw error;
      }
    }
  },
});

const ruleOf = (kind: SentMarker['kind']) => `bench-markers-${kind}`;

async function readAirports(home: Home): Promise<string[]> {
  const query = {
    model: 'flights',
    measures: ['flights'],
    dimensions: ['origin'],
    timeRange: { last: 'PT24H' },
    orderBy: [{ field: 'flights', direction: 'desc' }],
    limit: 1000,
  };
  const { rows } = QueryResult.parse(await (await expectOk(home.request('POST', '/v1/query', query))).json());
  return rows.map(([airport]) => String(airport));
}

const send = (home: Home, event: { at: string; marker: string | null; level: number }) =>
  expectOk(home.request('POST', `/v1/streams/${NAME}/events`, [event]));

async function sendBackground(home: Home, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const at = new Date();
    await send(home, { at: at.toISOString(), marker: null, level: 1 });
    await sleep(Math.max(0, BEAT_MS - (Date.now() - at.getTime())));
  }
}

/** Both kinds in turn, at times that have nothing to do with the windows' ends. Waits until all are told of, for a while at most. */
async function sendMarkers(home: Home, receiver: AlertReceiver): Promise<SentMarker[]> {
  await sleep(SETTLE_MS);
  const sent: SentMarker[] = [];
  for (let index = 0; index < SAMPLES; index += 1) {
    for (const kind of KINDS) {
      await sleep(500 + Math.random() * 2_000);
      const atMs = Date.now();
      const marker = `${kind}-${index}-${atMs}`;
      await send(home, { at: new Date(atMs).toISOString(), marker, level: kind === 'early' ? 100 : 1 });
      sent.push({ kind, rule: ruleOf(kind), marker, atMs });
    }
  }
  const until = Date.now() + LONGEST_WAIT_MS;
  const isTold = ({ rule, marker }: SentMarker) => receiver.of(rule, marker) !== undefined;
  while (Date.now() < until && !sent.every(isTold)) await sleep(200);
  return sent;
}

/** How long after the ends of their windows all groups of rules were judged. */
async function watchPlans(home: Home, signal: AbortSignal): Promise<RuleGroupPlan[]> {
  const Page = z.object({ items: z.array(RuleGroupPlan) });
  const seen: RuleGroupPlan[] = [];
  await sleep(SETTLE_MS);
  while (!signal.aborted) {
    seen.push(...Page.parse(await (await expectOk(home.request('GET', '/v1/rules/plan?limit=100'))).json()).items);
    await sleep(LAG_EACH_MS, undefined, { signal }).catch(() => undefined);
  }
  return seen;
}
