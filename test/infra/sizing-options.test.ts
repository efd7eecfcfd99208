import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../infra/presets.ts';
import { sizeFor } from '../../infra/sizing.ts';
import { assume } from '../../infra/sizing/assumptions.ts';
import { printPlan } from '../../infra/sizing/print-plan.ts';
import { readSizeOptions } from '../../infra/sizing/read-size-options.ts';

describe('the options of size', () => {
  it('are those of the medium preset where nothing is given', () => {
    expect(readSizeOptions([])).toEqual({ load: PRESETS.medium, assumptions: assume(), json: false, help: false });
  });

  it('replace one side of a preset each', () => {
    const given = '--preset large --peak 2000000 --event-bytes 300 --retention-days 7 --kafka-retention-days 0.5';
    const { load } = readSizeOptions([...given.split(' '), '--queries-per-second', '9', '--availability', 'basic']);
    expect(load).toEqual({
      eventsPerSecond: { average: 300_000, peak: 2_000_000 },
      eventBytes: 300,
      retentionDays: { kafka: 0.5, druid: 7 },
      queriesPerSecond: 9,
      availability: 'basic',
    });
  });

  it('take the average for the peak where only that is given', () => {
    expect(readSizeOptions(['--events-per-second', '30_000_000']).load.eventsPerSecond).toEqual({
      average: 30_000_000,
      peak: 30_000_000,
    });
  });

  it('replace assumptions', () => {
    const { assumptions } = readSizeOptions(['--assume', 'rollup=20', '--assume', 'tlsRatio=1.2']);
    expect(assumptions).toEqual(assume({ rollup: 20, tlsRatio: 1.2 }));
  });
});

describe.each([
  ['--events-per-second many', '--events-per-second: "many" is not a number'],
  ['--events-per-second 0', '--events-per-second: Too small: expected number to be >=1'],
  ['--events-per-second 10 --peak 5', '--peak: peak must not be below average'],
  ['--event-bytes 3', '--event-bytes: Too small: expected number to be >=16'],
  ['--retention-days 0', '--retention-days: Too small: expected number to be >=1'],
  ['--kafka-retention-days 1000', '--kafka-retention-days: Too big: expected number to be <=365'],
  ['--queries-per-second -1', "Option '--queries-per-second' argument is ambiguous"],
  ['--availability none', '--availability: Invalid option: expected one of "basic"|"high"'],
  ['--preset huge', '--preset: "huge" is not one of small, medium, large'],
  ['--assume luck=7', '--assume: "luck" is not one of utilization, '],
  ['--assume rollup', '--assume rollup: "" is not a number'],
  ['--assume rollup=0', '--assume rollup: must be above 0'],
  ['--brokers 3', "Unknown option '--brokers'"],
  ['large', "Unexpected argument 'large'"],
])('size %s', (given, sentence) => {
  it('is refused with a sentence that names the option', () => {
    expect(() => readSizeOptions(given.split(' '))).toThrow(sentence);
  });
});

describe('a printed plan', () => {
  const assumptions = assume({ rollup: 20 });
  const load = { ...PRESETS.large, eventsPerSecond: { average: 30_000_000, peak: 30_000_000 } };
  const sizing = sizeFor(load, assumptions);
  const text = printPlan({ load, sizing, assumptions });

  it('has every quota, every line of the bill and every assumption', () => {
    expect(sizing.quotas.filter(({ name }) => !text.includes(name))).toEqual([]);
    expect(sizing.costs.filter(({ item }) => !text.includes(item))).toEqual([]);
    expect(text).toMatch(/rollup +20 /);
  });

  it('says how many clusters and applications the load is divided among', () => {
    expect(text).toContain(`${sizing.kafka.clusters} x ${sizing.kafka.count} ${sizing.kafka.instanceType}`);
    expect(text).toContain(`${sizing.flink.applications} x ${sizing.flink.kpus} KPUs`);
  });

  it('tells on what machine a core was measured, and by which command', () => {
    expect(text).toContain('by `npm run bench -- capacity` on');
  });
});
