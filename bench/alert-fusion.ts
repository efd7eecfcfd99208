// What many rules cost when they are measured together: against one query a rule, against a hand-written set of GROUP BY queries, and
// against rules with labels where those can say the same. Every way must give the same answers.
import type { Ask, AskAnswer } from '#functions/alerts/logic/fusion/ask.ts';
import { measureWindows } from '#functions/alerts/acts/measure-windows.ts';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { Model } from '#schemas/model.ts';
import { bounded } from '#functions/alerts/acts/bounded.ts';
import { druidCpuSeconds } from './support/druid-cpu.ts';
import { atLeast, atMost, figure, percentile } from './support/figure.ts';
import type { Bench, Figure } from './support/figure.ts';
import { fillFlights } from './support/fill-flights.ts';
import { askHandWritten } from './support/hand-written.ts';
import { withHome } from './support/home.ts';
import type { RunningHome } from './support/home.ts';
import { requireSame } from './support/same-answers.ts';
import type { Answers } from './support/same-answers.ts';
import { askOne } from './support/ask-one.ts';
import { ruleMix, WINDOWS_MS } from './support/rule-mix.ts';
import type { MixedRule } from './support/rule-mix.ts';

const ROWS = 1_200_000;
const RULES = 1000;
const MANY_RULES = 10_000;
const AT_ONCE = 8;
const PASSES = 7;
/** A pass with its own windows: nothing was asked for them before. */
const SHIFT_MS = 10_000;
const MEASURES = [
  { name: 'flights', kind: 'count' },
  { name: 'delay_mean', kind: 'mean', column: 'delay', type: 'long' },
  { name: 'delay_max', kind: 'max', column: 'delay', type: 'long' },
  { name: 'delay_min', kind: 'min', column: 'delay', type: 'long' },
  { name: 'distance_sum', kind: 'sum', column: 'distance', type: 'long' },
  { name: 'destinations', kind: 'distinct', column: 'destination' },
  { name: 'delay_p95', kind: 'quantile', column: 'delay', fraction: 0.95 },
];

export const FUSION_MODEL = Model.parse({
  name: 'bench_alert_flights',
  owner: 'bench',
  stream: 'bench_alert_flights',
  dimensions: [{ name: 'origin' }, { name: 'destination' }],
  measures: MEASURES,
  rollup: 'none',
});

export const alertFusion: Bench = {
  about: '1,000 and 10,000 rules measured together, against one query a rule and hand-written queries',
  run: (say) =>
    withHome({ say, example: true }, async (home) => {
      say(`sending ${ROWS.toLocaleString('en')} flights`);
      await fillFlights(home, { model: FUSION_MODEL, rows: ROWS });
      return measureFusion(home, say);
    }),
};

/** On a home that has the flights. */
export async function measureFusion(home: Pick<RunningHome, 'druid'>, say: (line: string) => void): Promise<Figure[]> {
  const context = createContext(readSettings(process.env));
  try {
    const { airports, newestMs } = await readFlights(context);
    const rules = ruleMix(RULES, airports);
    const start = Math.floor(newestMs / SHIFT_MS) * SHIFT_MS;
    say('measuring passes over 1,000 rules');
    const compared = await compareWays(home, context, { rules, start });
    say('measuring passes over 10,000 rules');
    const many = await timePasses((end) => fusedPass(context, ruleMix(MANY_RULES, airports), end), start - 3_600_000);
    return [
      ...compared,
      atMost(2, {
        name: 'a pass over 10,000 rules',
        value: many.cold / 1000,
        unit: 's',
        compared: `warm ${(many.warm / 1000).toFixed(2)} s`,
      }),
    ];
  } finally {
    await context.close();
  }
}

async function readFlights(context: Context): Promise<{ airports: string[]; newestMs: number }> {
  const { name } = FUSION_MODEL;
  const ask = (sql: string) => context.druid.sql.rows({ sql, parameters: [] });
  const airports = await ask(`SELECT "origin" FROM "${name}" GROUP BY 1 ORDER BY COUNT(*) DESC, 1`);
  const newest = await ask(`SELECT TIMESTAMP_TO_MILLIS(MAX("__time")) FROM "${name}"`);
  return { airports: airports.map(([airport]) => String(airport)), newestMs: Number(newest[0]?.[0]) };
}

interface Comparison {
  rules: MixedRule[];
  start: number;
}

interface Timed {
  /** Milliseconds, the median of passes that each have windows of their own. */
  cold: number;
  /** The median of passes over the same windows again. */
  warm: number;
  cpuSeconds: number;
}

async function compareWays(
  home: Pick<RunningHome, 'druid'>,
  context: Context,
  { rules, start }: Comparison,
): Promise<Figure[]> {
  // Druid's JVMs take hundreds of queries until they are as fast as they get: each way runs before anything is counted.
  await onePerRule(context, { rules, end: start, atOnce: AT_ONCE });
  for (let index = 0; index < PASSES; index++) {
    await fusedPass(context, rules, start);
    await askHandWritten(home.druid, rules, start);
  }
  const [fused, byHand] = await timeInTurn(
    [(end) => fusedPass(context, rules, end), (end) => askHandWritten(home.druid, rules, end)],
    start - 600_000,
  );
  const sequence = await timeOnce(() => onePerRule(context, { rules, end: start, atOnce: 1 }));
  const together = await timeOnce(() => onePerRule(context, { rules, end: start, atOnce: AT_ONCE }));
  const again = await fusedPass(context, rules, start);
  const sketches = new Set(rules.filter(({ kind }) => kind.startsWith('sketch')).map(({ ask }) => ask.key));
  requireSame('one query a rule', { fused: again, others: sequence.answers, sketches });
  requireSame('the hand-written queries', {
    fused: again,
    others: await askHandWritten(home.druid, rules, start),
    sketches,
  });
  const labelled = await compareLabelled(context, { rules, start });
  if (fused === undefined || byHand === undefined) throw new Error('nothing was measured');
  return [
    figure({
      name: 'a pass over 1,000 rules',
      value: fused.cold,
      unit: 'ms',
      compared: `warm ${fused.warm.toFixed(0)} ms`,
    }),
    atLeast(100, {
      name: 'against one query a rule, in sequence',
      value: sequence.ms / fused.cold,
      unit: 'x',
      compared: `${(sequence.ms / 1000).toFixed(1)} s`,
    }),
    atLeast(40, {
      name: `against one query a rule, ${AT_ONCE} at once`,
      value: together.ms / fused.cold,
      unit: 'x',
      compared: `${(together.ms / 1000).toFixed(1)} s`,
    }),
    atMost(1.2, {
      name: 'against the hand-written queries, caches cold',
      value: fused.cold / byHand.cold,
      unit: 'x',
      compared: `${byHand.cold.toFixed(0)} ms`,
    }),
    atMost(1.2, {
      name: 'against the hand-written queries, caches warm',
      value: fused.warm / byHand.warm,
      unit: 'x',
      compared: `${byHand.warm.toFixed(0)} ms`,
    }),
    labelled,
    figure({
      name: 'CPU seconds of Druid for a pass',
      value: fused.cpuSeconds,
      unit: 's',
      compared: `hand-written ${byHand.cpuSeconds.toFixed(2)}, in sequence ${sequence.cpuSeconds.toFixed(1)}, ${AT_ONCE} at once ${together.cpuSeconds.toFixed(1)}`,
    }),
  ];
}

async function fusedPass(context: Context, rules: MixedRule[], end: number): Promise<Answers> {
  const passes = WINDOWS_MS.map((windowMs) => {
    const asks: Ask[] = rules.filter((rule) => rule.windowMs === windowMs).map(({ ask }) => ask);
    return measureWindows(context, { model: FUSION_MODEL.name, windows: { windowMs, ends: [end] }, asks });
  });
  const answers = (await Promise.all(passes)).flatMap((answered) => Array.from(answered));
  return new Map(answers.map(([key, answer]) => [key, seriesAt(answer, end)]));
}

function seriesAt(answer: AskAnswer, end: number) {
  if (!answer.ok) throw new Error('a rule was not answered', { cause: answer.error });
  return answer.windows.get(end) ?? [];
}

interface OnePerRule {
  rules: MixedRule[];
  end: number;
  atOnce: number;
}

async function onePerRule(context: Context, { rules, end, atOnce }: OnePerRule): Promise<Answers> {
  const ask = async (rule: MixedRule) =>
    [rule.ask.key, await askOne(context, { model: FUSION_MODEL, rule, end })] as const;
  return new Map(await bounded(atOnce, rules, ask));
}

async function timeOnce(work: () => Promise<Answers>) {
  const [cpuBefore, startedAt] = [druidCpuSeconds(), performance.now()];
  const answers = await work();
  return { answers, ms: performance.now() - startedAt, cpuSeconds: druidCpuSeconds() - cpuBefore };
}

type Pass = (end: number) => Promise<unknown>;

async function timePasses(pass: Pass, start: number): Promise<Timed> {
  const [timed] = await timeInTurn([pass], start);
  if (timed === undefined) throw new Error('nothing was measured');
  return timed;
}

/** Each way once for each time, so that what else the machine does falls on all of them. */
async function timeInTurn(ways: Pass[], start: number): Promise<Timed[]> {
  const samples = ways.map(() => ({ cold: [] as number[], warm: [] as number[], cpu: [] as number[] }));
  for (let index = 0; index < PASSES; index++) {
    const order = [...ways.keys()];
    for (const way of index % 2 === 0 ? order : order.toReversed()) {
      const [pass, sample] = [ways[way], samples[way]];
      if (pass === undefined || sample === undefined) continue;
      const end = start - (index * ways.length + way) * SHIFT_MS;
      const [cpuBefore, startedAt] = [druidCpuSeconds(), performance.now()];
      await pass(end);
      const coldDone = performance.now();
      sample.cpu.push(druidCpuSeconds() - cpuBefore);
      await pass(end);
      sample.cold.push(coldDone - startedAt);
      sample.warm.push(performance.now() - coldDone);
    }
  }
  return samples.map(({ cold, warm, cpu }) => ({
    cold: percentile(cold, 0.5),
    warm: percentile(warm, 0.5),
    cpuSeconds: percentile(cpu, 0.5),
  }));
}

/** Rules that only differ in the airport they watch can be one rule with a label: one query for each measure and window. */
async function compareLabelled(context: Context, { rules, start }: Comparison): Promise<Figure> {
  const alike = rules.filter(({ kind, ask }) => kind === 'additive' && isOneOrigin(ask));
  const distinct = new Map(alike.map((rule) => [`${rule.windowMs} ${JSON.stringify(rule.ask.measure)}`, rule]));
  const labelled = Array.from(distinct.values(), labelOrigin);
  const fused = await timePasses((end) => fusedPass(context, alike, end), start - 1_200_000);
  const byLabel = await timePasses(
    (end) => onePerRule(context, { rules: labelled, end, atOnce: AT_ONCE }),
    start - 1_200_000,
  );
  return atMost(1, {
    name: `${alike.length} rules of one airport each against ${labelled.length} rules with a label`,
    value: fused.cold / byLabel.cold,
    unit: 'x',
    compared: `${fused.cold.toFixed(0)} against ${byLabel.cold.toFixed(0)} ms`,
  });
}

const labelOrigin = (rule: MixedRule): MixedRule => ({
  ...rule,
  ask: { ...rule.ask, filters: [], groupBy: ['origin'] },
});

const isOneOrigin = ({ filters: [filter, ...others] }: Ask): boolean =>
  filter !== undefined &&
  others.length === 0 &&
  'operator' in filter &&
  filter.operator === '=' &&
  filter.dimension === 'origin';
