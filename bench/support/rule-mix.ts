// The rules of the bench `alert-fusion`, the same ones in every run: a seeded mix over the flights model. Each rule also says, in plain code,
// which rows of a hand-written GROUP BY it takes, so that its answer can be had without the planner.
import type { Ask } from '#functions/alerts/logic/fusion/ask.ts';
import type { Filter } from '#schemas/filter.ts';

export const SEED = 4;
export const WINDOWS_MS = [60_000, 300_000, 900_000] as const;
export type WindowMs = (typeof WINDOWS_MS)[number];

export type Pick = (origin: string, destination: string) => boolean;
export interface MixedRule {
  windowMs: WindowMs;
  kind: 'additive' | 'sketch' | 'sketch-over-many' | 'grouped';
  ask: Ask & { measure: string };
  picks: Pick;
}

const MEASURES = ['flights', 'delay_mean', 'delay_max', 'delay_min', 'distance_sum'] as const;

/** @param airports busiest first */
export function ruleMix(count: number, airports: readonly string[]): MixedRule[] {
  const random = generator(SEED);
  const pick = <Thing>(things: readonly [Thing, ...Thing[]]): Thing =>
    things[Math.floor(random() * things.length)] ?? things[0];
  // The square favours the busiest airports, as people's rules do.
  const airport = (): string => airports[Math.floor(random() ** 2 * airports.length)] ?? 'ATL';
  return Array.from({ length: count }, (_, index): MixedRule => {
    const windowMs = pick(WINDOWS_MS);
    const share = random();
    const { ask, ...rule } =
      share < 0.1
        ? sketchRule(airport(), random())
        : share < 0.12
          ? wideSketchRule(airport(), airport())
          : share < 0.24
            ? groupedRule(airport(), random())
            : additiveRule(airport(), airport(), { share: random(), measure: pick(MEASURES) });
    return { windowMs, ...rule, ask: { key: `rule-${index}`, maxSeries: 10_000, ...ask } };
  });
}

type Drawn = Omit<MixedRule, 'windowMs' | 'ask'> & { ask: Omit<MixedRule['ask'], 'key' | 'maxSeries'> };

const equal = (dimension: 'origin' | 'destination', value: string): Filter => ({ dimension, operator: '=', value });

function sketchRule(airport: string, share: number): Drawn {
  const measure = share < 0.6 ? 'delay_p95' : 'destinations';
  const ask = { measure, filters: [equal('origin', airport)], groupBy: [] };
  return { kind: 'sketch', ask, picks: (origin) => origin === airport };
}

/** A sketch over several values of a dimension: nothing that a GROUP BY could answer in one row. */
function wideSketchRule(one: string, other: string): Drawn {
  const filters: Filter[] = [{ dimension: 'destination', operator: 'in', values: [one, other] }];
  const picks: Pick = (_, destination) => destination === one || destination === other;
  return { kind: 'sketch-over-many', ask: { measure: 'delay_p95', filters, groupBy: [] }, picks };
}

function groupedRule(airport: string, share: number): Drawn {
  const measure = share < 0.5 ? 'delay_mean' : 'flights';
  const groupBy = share < 0.25 ? ['origin', 'destination'] : share < 0.6 ? ['origin'] : ['destination'];
  const filters: Filter[] = share < 0.8 ? [{ dimension: 'destination', operator: '!=', value: airport }] : [];
  return {
    kind: 'grouped',
    ask: { measure, filters, groupBy },
    picks: (_, destination) => filters.length === 0 || destination !== airport,
  };
}

function additiveRule(one: string, other: string, { share, measure }: { share: number; measure: string }): Drawn {
  const kind = 'additive' as const;
  if (share < 0.4)
    return { kind, ask: { measure, filters: [equal('origin', one)], groupBy: [] }, picks: (origin) => origin === one };
  if (share < 0.6) {
    return {
      kind,
      ask: { measure, filters: [equal('destination', one)], groupBy: [] },
      picks: (_, destination) => destination === one,
    };
  }
  if (share < 0.8) {
    const filters = [equal('origin', one), equal('destination', other)];
    return {
      kind,
      ask: { measure, filters, groupBy: [] },
      picks: (origin, destination) => origin === one && destination === other,
    };
  }
  const filters: Filter[] = [
    { dimension: 'origin', operator: 'in', values: [one, other] },
    { dimension: 'destination', operator: 'not like', value: 'S%' },
  ];
  const picks: Pick = (origin, destination) => (origin === one || origin === other) && !destination.startsWith('S');
  return { kind, ask: { measure, filters, groupBy: [] }, picks };
}

/** Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (public domain). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
