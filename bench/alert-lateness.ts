// False, missed and late alarms when events come late and out of order: rules that wait for the watermark against rules that are judged a
// fixed time after the end of each window. The engines are real, the time is not: hours pass in minutes. The rules live in a table of
// their own, where no evaluator but this one sees them.
import { createRule } from '#functions/alerts/acts/create-rule.ts';
import { evaluateRules } from '#functions/alerts/acts/evaluate-rules.ts';
import { incidentStore } from '#functions/alerts/store/incidents.ts';
import { createModel } from '#functions/models/acts/create-model.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { createStream } from '#functions/streams/acts/create-stream.ts';
import { readPorts } from '#local/ports.ts';
import { provisionTable } from '#local/provision.ts';
import { Model } from '#schemas/model.ts';
import { Stream } from '#schemas/stream.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { compareAlarms } from './support/compare-alarms.ts';
import type { Alarm } from './support/compare-alarms.ts';
import type { Bench, Figure } from './support/figure.ts';
import { alarmOf, measureNow, openFixedJudge } from './support/fixed-delay.ts';
import { withHome } from './support/home.ts';
import { LENGTH_MS, lateEvents, MINUTE_MS, PARTITIONS } from './support/late-events.ts';
import { openFeed } from './support/late-feed.ts';
import type { Feed } from './support/late-feed.ts';
import { lateFigures } from './support/late-figures.ts';
import { LATE_NAME, lateRules } from './support/late-rules.ts';

const STEP_MS = 15_000;
const TICK_MS = 1_000;
/** Rules are judged from here on: the longest window is whole. */
const FIRST_MS = 6 * MINUTE_MS;
/** The newest window that is judged with the allowed lateness when the simulation ends. */
const LAST_MS = LENGTH_MS - 7 * MINUTE_MS;
const FIXED_MS = [0, MINUTE_MS, 5 * MINUTE_MS] as const;
const TABLE = 'bench-lateness';

export const alertLateness: Bench = {
  about: 'false, missed and late alarms when events come late: the watermark against fixed delays',
  run: (say) => withHome({ say }, () => measureLateness(say)),
};

/** On the home that this process's environment points to. */
export async function measureLateness(say: (line: string) => void): Promise<Figure[]> {
  await provisionTable(readPorts(process.env), TABLE);
  const base = createContext({ ...readSettings(process.env), table: TABLE });
  try {
    return await simulate(base, say);
  } finally {
    await base.close();
  }
}

async function simulate(base: Context, say: (line: string) => void): Promise<Figure[]> {
  const events = lateEvents();
  const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - LENGTH_MS;
  const live = openLive(base);
  live.setTime(startMs + FIRST_MS);
  await define(live.context);
  const rules = lateRules();
  for (const rule of rules) await createRule(live.context, PLATFORM_CALLER, rule);
  const feed = await openFeed(base, { name: LATE_NAME, events, startMs });
  try {
    say(`${LENGTH_MS / MINUTE_MS} minutes with ${events.length.toLocaleString('en')} events`);
    const fixed = await passTime({ live, feed, rules, startMs, say });
    say('judging the whole data');
    await feed.advanceTo(Number.POSITIVE_INFINITY);
    const truth = await judgeWhole(live.context, { rules, startMs });
    const isJudged = ({ openedMs }: Alarm) => openedMs <= startMs + LAST_MS;
    const ways = [{ name: 'watermark', alarms: await live.alarms() }, ...fixed].map(({ name, alarms }) => ({
      name,
      comparison: compareAlarms(truth, alarms.filter(isJudged)),
    }));
    return lateFigures({ truth, ways, rules });
  } finally {
    await feed.close();
  }
}

interface Passing {
  live: Live;
  feed: Feed;
  rules: Rule[];
  startMs: number;
  say: (line: string) => void;
}

/** @returns the alarms of each fixed delay */
async function passTime({ live, feed, rules, startMs, say }: Passing): Promise<{ name: string; alarms: Alarm[] }[]> {
  const judges = FIXED_MS.map((delayMs) => ({ delayMs, judge: openFixedJudge(rules) }));
  for (let ms = STEP_MS; ms <= LENGTH_MS; ms += STEP_MS) {
    const nowMs = startMs + ms;
    await feed.advanceTo(ms);
    await evaluateAt(live, nowMs);
    if (ms % MINUTE_MS !== 0) continue;
    const due = judges.filter(({ delayMs }) => ms - delayMs > FIRST_MS);
    const ends = due.map(({ delayMs }) => nowMs - delayMs).toReversed();
    const answers = await measureNow(live.context, rules, ends);
    for (const { delayMs, judge } of due) judge.judge(answers, nowMs - delayMs, nowMs);
    if (ms % (30 * MINUTE_MS) === 0) say(`minute ${ms / MINUTE_MS}`);
  }
  return judges.map(({ delayMs, judge }) => ({ name: `fixed delay of ${delayMs / 1000} s`, alarms: judge.alarms() }));
}

/** A tick that judges windows looks at none before its end: the next does. */
async function evaluateAt({ context, setTime }: Live, nowMs: number): Promise<void> {
  for (const tickMs of [nowMs, nowMs + TICK_MS]) {
    setTime(tickMs);
    const { windows } = await evaluateRules(context, new Date(tickMs));
    if (windows === 0) return;
  }
}

async function judgeWhole(context: Context, { rules, startMs }: Pick<Passing, 'rules' | 'startMs'>): Promise<Alarm[]> {
  const ends: number[] = [];
  for (let end = FIRST_MS + MINUTE_MS; end <= LAST_MS; end += MINUTE_MS) ends.push(startMs + end);
  const answers = await measureNow(context, rules, ends);
  const judge = openFixedJudge(rules);
  for (const end of ends) judge.judge(answers, end, end);
  return judge.alarms();
}

type Live = ReturnType<typeof openLive>;

/** A context with a time of its own, which notes when each incident was opened. */
function openLive(base: Context) {
  const opened = new Map<string, number>();
  let nowMs = 0;
  const note = (event: string, fields: Record<string, unknown> = {}): void => {
    if (event === 'incident.opened') opened.set(String(fields['incidentId']), nowMs);
  };
  const context: Context = { ...base, now: () => new Date(nowMs), log: { ...base.log, info: note } };
  return {
    context,
    setTime: (ms: number): void => void (nowMs = ms),
    alarms: async (): Promise<Alarm[]> => {
      const kept = await Promise.all([...opened.keys()].map((id) => incidentStore(base.table).get(id)));
      return kept.flatMap((one) =>
        one === undefined ? [] : [alarmOf(one.incident, opened.get(one.incident.id) ?? Number.NaN)],
      );
    },
  };
}

async function define(context: Context): Promise<void> {
  const common = { name: LATE_NAME, owner: 'bench' };
  const fields = [
    field('at', 'timestamp'),
    ...['site', 'channel'].map((name) => field(name, 'string')),
    ...['amount', 'latency', 'size'].map((name) => field(name, 'int')),
  ];
  const schema = { fields, eventTime: 'at' };
  await createStream(context, Stream.parse({ ...common, layer: 'ODS', partitions: PARTITIONS, schema }));
  const measures = [
    { name: 'sales', kind: 'count' },
    { name: 'turnover', kind: 'sum', column: 'amount', type: 'long', nonNegative: true },
    { name: 'size_max', kind: 'max', column: 'size', type: 'long' },
    { name: 'latency_mean', kind: 'mean', column: 'latency', type: 'long' },
  ];
  const dimensions = [{ name: 'site' }, { name: 'channel' }];
  const model = Model.parse({ ...common, stream: LATE_NAME, dimensions, measures, rollup: 'none' });
  await createModel(context, PLATFORM_CALLER, model);
}

const field = (name: string, type: string) => ({ name, type, nullable: false });
