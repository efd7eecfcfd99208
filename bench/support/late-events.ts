// The events of the bench `alert-lateness`, the same in every run: sales at eight sites with what goes wrong there now and then, and when each
// arrives. One partition is idle, one has a source that is cut off for a while; a third is held back by the simulation.
import { generator } from './rule-mix.ts';

export const MINUTE_MS = 60_000;
export const LENGTH_MS = 180 * MINUTE_MS;
/** Of the lateness, which is log-normal. */
const MEDIAN_MS = 5_000;
const P99_MS = 300_000;
const SEED = 4;
const SITES = ['north', 'east', 'south', 'west', 'harbour', 'airport', 'centre', 'park'];
const EVENTS_PER_MINUTE = 60;
const MOVING_PARTITIONS = 3;
const IDLE_PARTITION = 3;
export const PARTITIONS = 4;
/** Its source sends nothing meanwhile, and all of it afterwards. */
const CUT_OFF = { partition: 2, fromMs: 50 * MINUTE_MS, toMs: 53 * MINUTE_MS };
const SLOT_MS = 20 * MINUTE_MS;
const FIRST_SLOT_MS = 10 * MINUTE_MS;
/** From here on all is well, so that nothing is still open at the end. */
const QUIET_MS = 15 * MINUTE_MS;

/** Times are from the beginning on. */
export interface LateEvent {
  atMs: number;
  arrivesMs: number;
  partition: number;
  site: string;
  channel: 'web' | 'shop';
  amount: number;
  latency: number;
  size: number;
}

type Trouble = 'burst' | 'spike' | 'slow' | 'outage';
interface Spell {
  trouble: Trouble;
  fromMs: number;
  toMs: number;
}

/** In the order of their arrival. */
export function lateEvents(): LateEvent[] {
  const random = generator(SEED);
  const events = SITES.flatMap((site) => eventsOf(site, spells(random), random));
  return [...events, ...idleEvents(random)].toSorted((one, other) => one.arrivesMs - other.arrivesMs);
}

/** At most one in each slot, with some minutes between them. */
function spells(random: () => number): Spell[] {
  const troubles = ['burst', 'spike', 'slow', 'outage', undefined] as const;
  const found: Spell[] = [];
  for (let slot = FIRST_SLOT_MS; slot + SLOT_MS <= LENGTH_MS - QUIET_MS; slot += SLOT_MS) {
    const trouble = troubles[Math.floor(random() * troubles.length)];
    const fromMs = slot + (2 + random() * 6) * MINUTE_MS;
    const toMs = fromMs + (4 + random() * 4) * MINUTE_MS;
    if (trouble !== undefined) found.push({ trouble, fromMs, toMs });
  }
  return found;
}

const RATES: Record<Trouble, number> = { burst: 3, spike: 1, slow: 1, outage: 0.15 };

function eventsOf(site: string, troubles: Spell[], random: () => number): LateEvent[] {
  const events: LateEvent[] = [];
  const highest = EVENTS_PER_MINUTE * RATES.burst;
  // A Poisson process at the highest rate, thinned out to the rate of the time.
  for (let atMs = 0; atMs < LENGTH_MS; atMs -= (Math.log(1 - random()) / highest) * MINUTE_MS) {
    const trouble = troubles.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)?.trouble;
    const rate = EVENTS_PER_MINUTE * (trouble === undefined ? 1 : RATES[trouble]);
    if (random() * highest >= rate) continue;
    events.push(eventOf({ site, atMs, trouble, partition: Math.floor(random() * MOVING_PARTITIONS) }, random));
  }
  return events;
}

/** A device that is switched off after some minutes. */
function idleEvents(random: () => number): LateEvent[] {
  const times = Array.from({ length: 30 }, (_, index) => index * 6_000);
  return times.map((atMs) => eventOf({ site: 'depot', atMs, trouble: undefined, partition: IDLE_PARTITION }, random));
}

interface Happening {
  site: string;
  atMs: number;
  trouble: Trouble | undefined;
  partition: number;
}

function eventOf({ site, atMs, trouble, partition }: Happening, random: () => number): LateEvent {
  const between = (low: number, high: number) => Math.round(low + random() * (high - low));
  return {
    atMs: Math.floor(atMs),
    arrivesMs: arrivalOf(Math.floor(atMs), partition, random),
    partition,
    site,
    channel: random() < 0.5 ? 'web' : 'shop',
    amount: between(5, 15),
    latency: between(80, 160) * (trouble === 'slow' ? 3 : 1),
    size: trouble === 'spike' && random() < 0.1 ? between(1_000, 2_000) : between(1, 400),
  };
}

function arrivalOf(atMs: number, partition: number, random: () => number): number {
  const arrivesMs = atMs + lateness(random);
  const isCutOff = partition === CUT_OFF.partition && arrivesMs >= CUT_OFF.fromMs;
  return isCutOff ? Math.max(arrivesMs, CUT_OFF.toMs) : arrivesMs;
}

/** 2.3263 standard deviations above the median are 99%. */
function lateness(random: () => number): number {
  const deviation = Math.log(P99_MS / MEDIAN_MS) / 2.3263;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return MEDIAN_MS * Math.exp(deviation * normal);
}
