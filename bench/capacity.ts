// What one core carries: events per second of CPU in each part of the platform, on the way of one event from the POST to a query, for two
// sizes of events. infra/sizing/measured.ts takes its figures from here.
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { measureDruidIngest, measureQueries } from './support/capacity-druid.ts';
import type { DruidSamples, QuerySamples } from './support/capacity-druid.ts';
import { EVENT_BYTES } from './support/capacity-events.ts';
import type { EventBytes } from './support/capacity-events.ts';
import { measurePassThrough, measureWindows } from './support/capacity-flink.ts';
import { measureConsume, measureIngest } from './support/capacity-kafka.ts';
import { perCoreSecond } from './support/capacity-sample.ts';
import type { Sample } from './support/capacity-sample.ts';
import { figure } from './support/figure.ts';
import type { Bench, Figure } from './support/figure.ts';
import { withHome } from './support/home.ts';
import type { RunningHome } from './support/home.ts';

/** Of each size; of the first ones, while code gets compiled, nothing is counted. */
const EVENTS = 500_000;
const UNCOUNTED = 0.4;
/** All of it is done once before, with fewer events, so that JVMs are as warm for one size as for the other. */
const WARM_UP_EVENTS = 150_000;
/** How long ago the first event happened: the last one is a quarter of an hour later. */
const AGE_MS = 3_600_000;

export const capacity: Bench = {
  about: 'events per second per core of the ingest API, Kafka, Flink (pass-through, window) and Druid (ingest, scan)',
  run: (say) =>
    withHome({ say }, async (home) => {
      const context = createContext(readSettings(process.env));
      try {
        return await measureCapacity({ home, context, say, tag: 'capacity' });
      } finally {
        await context.close();
      }
    }),
};

interface Measuring {
  home: RunningHome;
  context: Context;
  say: (line: string) => void;
  /** Of the names of everything that is made. */
  tag: string;
}

/** On a home that runs already. */
export async function measureCapacity(measuring: Measuring): Promise<Figure[]> {
  measuring.say('warming up');
  await measureSize({ ...measuring, tag: `${measuring.tag}_warm`, events: WARM_UP_EVENTS }, EVENT_BYTES[0]);
  const figures: Figure[] = [];
  for (const bytes of EVENT_BYTES)
    figures.push(...figuresOf(await measureSize({ ...measuring, events: EVENTS }, bytes), bytes));
  return figures;
}

async function measureSize(
  { home, context, say, tag, events }: Measuring & { events: number },
  bytes: EventBytes,
): Promise<Samples> {
  const stream = `${tag}_${bytes}`;
  const startMs = Date.now() - AGE_MS;
  const work = { stream, bytes, startMs, count: events, warmUp: Math.floor(events * UNCOUNTED) };
  say(`posting ${events.toLocaleString('en')} events of ${bytes} bytes`);
  const { api: ingestApi, broker: produce } = await measureIngest(home, work);
  say('reading them from Kafka');
  const consume = await measureConsume(context, work);
  say('passing them through Flink');
  const passThrough = await measurePassThrough(home, context, work);
  say('adding them up in windows');
  const windows = await measureWindows(home, context, work);
  say('ingesting them into Druid');
  const druid = await measureDruidIngest(home, work);
  say('querying them');
  return {
    ingestApi,
    produce,
    consume,
    passThrough,
    windows,
    druid,
    queries: await measureQueries(home, work, startMs),
  };
}

interface Samples {
  ingestApi: Sample;
  produce: Sample;
  consume: Sample;
  passThrough: Sample;
  windows: Sample;
  druid: DruidSamples;
  queries: QuerySamples;
}

function figuresOf({ druid, queries, ...samples }: Samples, bytes: EventBytes): Figure[] {
  const { ingest, handOver, segmentBytesPerRow } = druid;
  const rate = (name: string, sample: Sample, unit = 'events') => rateOf(`${name}, ${bytes} B`, unit, sample);
  return [
    rate('ingest API: POST of NDJSON', samples.ingestApi),
    rate('Kafka: produce', samples.produce),
    rate('Kafka: consume', samples.consume),
    rate('Flink: pass-through', samples.passThrough),
    rate('Flink: window', samples.windows),
    druidFigure(`Druid: ingest, handed over, ${bytes} B`, ingest, handOver),
    rate('Druid: scan', queries.scan, 'rows'),
    rate('API: query', queries.api, 'queries'),
    rate("Druid's broker: query", queries.broker, 'queries'),
    figure({ name: `Druid: segments, ${bytes} B`, value: segmentBytesPerRow, unit: 'bytes/row' }),
  ];
}

const rateOf = (name: string, unit: string, sample: Sample): Figure =>
  figure({ name, value: perCoreSecond(sample), unit: `${unit}/s per core`, compared: describe(sample, unit) });

/** A row costs what its reading and what its handing over cost. */
function druidFigure(name: string, ingest: Sample, handOver: Sample): Figure {
  const secondsPerRow = 1 / perCoreSecond(ingest) + 1 / perCoreSecond(handOver);
  const compared = `${describe(ingest, 'events')}; handing ${describe(handOver, 'events')}`;
  return figure({ name, value: 1 / secondsPerRow, unit: 'events/s per core', compared });
}

const describe = ({ count, cpuSeconds }: Sample, unit: string): string =>
  `${count.toLocaleString('en')} ${unit} in ${cpuSeconds.toFixed(2)} CPU seconds`;
