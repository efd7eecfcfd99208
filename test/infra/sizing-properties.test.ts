// What holds of the plan for any load.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Load } from '../../infra/config.ts';
import { sizeFor } from '../../infra/sizing.ts';
import type { Sizing } from '../../infra/sizing.ts';
import { vcpusOf } from '../../infra/sizing/vcpus-of.ts';

const RUNS = { numRuns: 2000 };
/** Over the orders of magnitude, not only among large ones. */
const upTo = (largest: number) =>
  fc.double({ min: 0, max: Math.log10(largest), noNaN: true }).map((power) => 10 ** power);
const whole = (largest: number) => upTo(largest).map(Math.round);

const loads: fc.Arbitrary<Load> = fc.record({
  eventsPerSecond: fc
    .tuple(whole(50_000_000), fc.double({ min: 1, max: 10, noNaN: true }))
    .map(([average, times]) => ({ average, peak: Math.min(100_000_000, Math.round(average * times)) })),
  eventBytes: whole(100_000).map((bytes) => Math.max(16, bytes)),
  retentionDays: fc.record({ kafka: upTo(365), druid: whole(3650) }),
  queriesPerSecond: upTo(100_000),
  availability: fc.constantFrom('basic' as const, 'high' as const),
});

const times = fc.double({ min: 1, max: 20, noNaN: true });
const more = (value: number, by: number, most: number) => Math.min(most, Math.ceil(value * by));

/** One side of a load and all that follows from it. */
const growths: ((load: Load, by: number) => Load)[] = [
  ({ eventsPerSecond: { average, peak }, ...load }, by) => ({
    ...load,
    eventsPerSecond: { average: more(average, by, 100_000_000), peak: more(peak, by, 100_000_000) },
  }),
  ({ eventsPerSecond: { average, peak }, ...load }, by) => ({
    ...load,
    eventsPerSecond: { average, peak: more(peak, by, 100_000_000) },
  }),
  (load, by) => ({ ...load, eventBytes: more(load.eventBytes, by, 1_000_000) }),
  (load, by) => ({ ...load, queriesPerSecond: load.queriesPerSecond * by }),
  ({ retentionDays: { kafka, druid }, ...load }, by) => ({
    ...load,
    retentionDays: { kafka: kafka * by, druid: more(druid, by, 3650) },
  }),
];
const pairs = fc
  .tuple(loads, times, fc.constantFrom(...growths))
  .map(([load, by, grow]): [Load, Load] => [load, grow(load, by)]);

const vcpusIn = ({ instanceType, count }: { instanceType: string; count: number }) => count * vcpusOf(instanceType);
const capacities = ({ druid, flink, kafka, postgres, api }: Sizing) => ({
  data: vcpusIn(druid.data),
  dataGib: druid.data.count * druid.data.diskGib,
  query: vcpusIn(druid.query),
  master: vcpusIn(druid.master),
  tasks: druid.tasks,
  kpus: flink.applications * flink.kpus,
  partitions: kafka.streams * kafka.partitionsPerStream,
  acu: postgres.minimumAcu,
  functions: api.concurrency.ingest + api.concurrency.query,
});
const brokerVcpus = ({ kafka }: Sizing) =>
  Object.fromEntries([kafka, kafka.other].map(({ brokers, vcpus }) => [brokers, vcpus]));

describe('a plan', () => {
  it('never costs less for more', () => {
    fc.assert(
      fc.property(pairs, ([less, greater]) => {
        expect(sizeFor(greater).monthlyUsd).toBeGreaterThanOrEqual(sizeFor(less).monthlyUsd * (1 - 1e-9));
      }),
      RUNS,
    );
  });

  it('never has fewer machines for more, but for what fewer and larger ones do as well', () => {
    fc.assert(
      fc.property(pairs, ([less, greater]) => {
        const [before, after] = [capacities(sizeFor(less)), capacities(sizeFor(greater))];
        expect(smallerOf(after, before)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('never has brokers of less capacity for more, of either kind', () => {
    fc.assert(
      fc.property(pairs, ([less, greater]) => {
        expect(smallerOf(brokerVcpus(sizeFor(greater)), brokerVcpus(sizeFor(less)))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('stays within every quota, or says to what it must be raised', () => {
    fc.assert(
      fc.property(loads, (load) => {
        const passed = sizeFor(load).quotas.filter(({ limit, used, raiseTo }) => used > (raiseTo ?? limit));
        expect(passed).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is the same for the same load', () => {
    fc.assert(
      fc.property(loads, (load) => {
        expect(sizeFor(structuredClone(load))).toEqual(sizeFor(load));
      }),
      { numRuns: 200 },
    );
  });

  it('gives its reason for every part', () => {
    fc.assert(
      fc.property(loads, (load) => {
        const { kafka, flink, druid, postgres, api, network } = sizeFor(load);
        const parts = [kafka, flink, druid.data, druid.query, druid.master, druid.zookeeper, postgres, api, network];
        expect(parts.filter(({ reason }) => !/\w/.test(reason) || /NaN|Infinity|undefined/.test(reason))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

/** The names of what is below what it was; disks are rounded up on each machine, so a few GiB do not count. */
function smallerOf(after: Record<string, number>, before: Record<string, number>): string[] {
  return Object.keys(before).filter((name) => (after[name] ?? 0) < (before[name] ?? 0) * (1 - 1e-3));
}
