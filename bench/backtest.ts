// A rule over 30 days of 1-minute windows, the flights replay running: one backtest against asking Druid for each window.
import { setTimeout as sleep } from 'node:timers/promises';
import { Rule } from '#schemas/alerts/rule.ts';
import { Backtest } from '#schemas/alerts/try-rule.ts';
import { Model } from '#schemas/model.ts';
import { QueryResult } from '#schemas/query.ts';
import { fillFlights } from './support/fill-flights.ts';
import { atMost, figure, percentile } from './support/figure.ts';
import type { Bench, Figure } from './support/figure.ts';
import { expectOk, withHome } from './support/home.ts';
import type { RunningHome } from './support/home.ts';

const ROWS = 3_000_000;
const DAYS = 30;
const DAY_MS = 86_400_000;
const RUNS = 5;
const SETTLE_MS = 60_000;
/** Of all 43,200 windows; the rest is counted up. */
const ASKED_WINDOWS = 500;

const MODEL = Model.parse({
  name: 'bench_history',
  owner: 'bench',
  stream: 'bench_history',
  dimensions: [{ name: 'origin' }, { name: 'destination' }],
  measures: [
    { name: 'flights', kind: 'count' },
    { name: 'delay_mean', kind: 'mean', column: 'delay', type: 'long' },
  ],
  segmentGranularity: 'P1D',
  retention: 'P60D',
});

const RULE = Rule.parse({
  name: 'bench-delay',
  owner: 'bench',
  model: MODEL.name,
  measure: 'delay_mean',
  window: 'PT1M',
  every: 'PT1M',
  condition: { kind: 'threshold', operator: '>', warning: 12, critical: 18, recover: { warning: 10 } },
  for: 'PT2M',
});

export const backtest: Bench = {
  about: 'POST /v1/rules/backtest of 30 days at 1-minute windows over 3,000,000 rows',
  run: (say) =>
    withHome({ say, example: true }, async (home) => {
      say(`sending ${ROWS.toLocaleString('en')} flights of ${DAYS} days`);
      await fillFlights(home, { model: MODEL, rows: ROWS, spanMs: DAYS * DAY_MS });
      await sleep(SETTLE_MS);
      const to = Math.floor(Date.now() / 60_000) * 60_000;
      const range = { from: new Date(to - DAYS * DAY_MS).toISOString(), to: new Date(to).toISOString() };
      say(`running ${RUNS} backtests`);
      return measure(home, range);
    }),
};

async function measure(home: RunningHome, range: { from: string; to: string }): Promise<Figure[]> {
  const took: number[] = [];
  let result: Backtest | undefined;
  for (let run = 0; run < RUNS; run += 1) {
    const startedAt = performance.now();
    const answer = await expectOk(home.request('POST', '/v1/rules/backtest', { rule: RULE, ...range }));
    result = Backtest.parse(await answer.json());
    took.push((performance.now() - startedAt) / 1000);
  }
  if (result === undefined) throw new Error('there was no run');
  const windows = result.rule.windows;
  const each = await askEachWindow(home, { to: Date.parse(range.to), result });
  const compared = `${windows} windows, ${ROWS.toLocaleString('en')} rows, replay at 200 events/s`;
  return [
    figure({ name: 'first', value: took[0] ?? Number.NaN, unit: 's', compared }),
    atMost(5, { name: 'median', value: percentile(took, 0.5), unit: 's', compared }),
    atMost(5, { name: 'slowest', value: Math.max(...took), unit: 's', compared }),
    figure({ name: 'incidents', value: result.rule.incidents.length, unit: 'incidents', compared }),
    figure({
      name: 'one query a window',
      value: (each / ASKED_WINDOWS) * windows,
      unit: 's',
      compared: `${ASKED_WINDOWS} windows measured, counted up to ${windows}`,
    }),
  ];
}

interface Asked {
  to: number;
  result: Backtest;
}

/** Seconds for the newest windows one by one; what they hold must agree with the evidence of the backtest. */
async function askEachWindow(home: RunningHome, { to, result }: Asked): Promise<number> {
  const evidence = new Map(result.rule.transitions.map((transition) => [transition.at, transition.evidence?.value]));
  const startedAt = performance.now();
  for (let index = 0; index < ASKED_WINDOWS; index += 1) {
    const end = new Date(to - index * 60_000);
    const timeRange = { from: new Date(end.getTime() - 60_000).toISOString(), to: end.toISOString() };
    const query = { model: MODEL.name, measures: ['delay_mean'], timeRange };
    const { rows } = QueryResult.parse(await (await expectOk(home.request('POST', '/v1/query', query))).json());
    const expected = evidence.get(end.toISOString());
    if (expected !== undefined && Math.abs(Number(rows[0]?.[0]) - Number(expected)) > 1e-6) {
      throw new Error(
        `the window that ends at ${end.toISOString()} holds ${String(rows[0]?.[0])}, not ${String(expected)}`,
      );
    }
  }
  return (performance.now() - startedAt) / 1000;
}
