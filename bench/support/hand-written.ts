// The queries that somebody would write by hand for the rules of rule-mix.ts, sent to Druid directly, and the rules read from their rows
// in plain code: for each window one GROUP BY of both airports, one of sketches by origin, one of sketches with filters.
import * as z from 'zod';
import type { MeasuredSeries } from '#functions/alerts/logic/fusion/ask.ts';
import type { MixedRule } from './rule-mix.ts';
import { WINDOWS_MS } from './rule-mix.ts';
import type { Answers } from './same-answers.ts';

type SendSql = (body: object) => Promise<Response>;
const PairRow = z.tuple([
  z.string(),
  z.string(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
]);
type PairRow = z.infer<typeof PairRow>;

const Rows = z.array(z.array(z.union([z.string(), z.number(), z.null()])));

export async function askHandWritten(send: SendSql, rules: MixedRule[], end: number): Promise<Answers> {
  const answers = await Promise.all(
    WINDOWS_MS.map((windowMs) =>
      askWindow(
        send,
        rules.filter((rule) => rule.windowMs === windowMs),
        { windowMs, end },
      ),
    ),
  );
  return new Map(answers.flat());
}

type Answer = [string, MeasuredSeries[]];

async function askWindow(
  send: SendSql,
  rules: MixedRule[],
  window: { windowMs: number; end: number },
): Promise<Answer[]> {
  const [byPair, byOrigin, overMany] = await Promise.all([
    askPairs(
      send,
      rules.filter(({ kind }) => kind === 'additive' || kind === 'grouped'),
      window,
    ),
    askOrigins(
      send,
      rules.filter(({ kind }) => kind === 'sketch'),
      window,
    ),
    askOverMany(
      send,
      rules.filter(({ kind }) => kind === 'sketch-over-many'),
      window,
    ),
  ]);
  return [...byPair, ...byOrigin, ...overMany];
}

interface Window {
  windowMs: number;
  end: number;
}

const timeOf = ({ windowMs, end }: Window) =>
  `__time >= MILLIS_TO_TIMESTAMP(${end - windowMs}) AND __time < MILLIS_TO_TIMESTAMP(${end})`;

async function readAll(send: SendSql, query: string) {
  const response = await send({ query, resultFormat: 'array', context: { sqlTimeZone: 'Etc/UTC' } });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

async function askPairs(send: SendSql, rules: MixedRule[], window: Window): Promise<Answer[]> {
  const rows = z.array(PairRow).parse(
    await readAll(
      send,
      `SELECT origin, destination, SUM(flights), SUM(__sum_long_delay), SUM(__count_delay), MAX(delay_max), MIN(delay_min), SUM(distance_sum)
     FROM bench_alert_flights WHERE ${timeOf(window)} GROUP BY origin, destination`,
    ),
  );
  return rules.map(({ ask, picks }) => {
    const groups = new Map<string, { labels: Record<string, string>; rows: PairRow[] }>();
    for (const row of rows) {
      if (!picks(row[0], row[1])) continue;
      const key =
        ask.groupBy.length === 0
          ? ''
          : ask.groupBy.length === 2
            ? `${row[0]} ${row[1]}`
            : ask.groupBy[0] === 'origin'
              ? row[0]
              : row[1];
      const group = groups.get(key);
      if (group !== undefined) group.rows.push(row);
      else
        groups.set(key, {
          labels: Object.fromEntries(ask.groupBy.map((name) => [name, name === 'origin' ? row[0] : row[1]])),
          rows: [row],
        });
    }
    return [
      ask.key,
      [...groups.values()].map((group) => ({ labels: group.labels, value: valueOf(ask.measure, group.rows) })),
    ];
  });
}

function valueOf(measure: string, rows: PairRow[]): number | null {
  const sum = (place: 2 | 3 | 4 | 7) => rows.reduce((total, row) => total + row[place], 0);
  if (measure === 'flights') return sum(2);
  if (measure === 'delay_mean') return sum(3) / sum(4);
  if (measure === 'distance_sum') return sum(7);
  if (measure === 'delay_max') return Math.max(...rows.map((row) => row[5]));
  return Math.min(...rows.map((row) => row[6]));
}

async function askOrigins(send: SendSql, rules: MixedRule[], window: Window): Promise<Answer[]> {
  if (rules.length === 0) return [];
  const airports = [
    ...new Set(
      rules.map(
        ({
          ask: {
            filters: [filter],
          },
        }) => (filter !== undefined && 'value' in filter ? `'${String(filter.value)}'` : ''),
      ),
    ),
  ];
  const rows = Rows.parse(
    await readAll(
      send,
      `SELECT origin, APPROX_COUNT_DISTINCT_BUILTIN(destinations), APPROX_QUANTILE_DS(__quantiles_delay, 0.95)
       FROM bench_alert_flights WHERE ${timeOf(window)} AND origin IN (${airports.join()}) GROUP BY origin`,
    ),
  );
  return rules.map(({ ask, picks }) => {
    const row = rows.find(([origin]) => picks(String(origin), ''));
    return [
      ask.key,
      row === undefined ? [] : [{ labels: {}, value: Number(row[ask.measure === 'destinations' ? 1 : 2]) }],
    ];
  });
}

async function askOverMany(send: SendSql, rules: MixedRule[], window: Window): Promise<Answer[]> {
  if (rules.length === 0) return [];
  const columns = rules.map(
    ({
      ask: {
        filters: [filter],
      },
    }) => {
      const values =
        filter !== undefined && 'values' in filter ? filter.values.map((value) => `'${String(value)}'`) : [];
      return `APPROX_QUANTILE_DS(__quantiles_delay, 0.95) FILTER (WHERE destination IN (${values.join()}))`;
    },
  );
  const rows = Rows.parse(
    await readAll(send, `SELECT ${columns.join(', ')} FROM bench_alert_flights WHERE ${timeOf(window)}`),
  );
  return rules.map(({ ask }, index) => {
    const value = rows[0]?.[index];
    return [ask.key, typeof value === 'number' ? [{ labels: {}, value }] : []];
  });
}
