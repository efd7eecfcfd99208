// What one core carries: events per second of CPU in each part of the platform, on the way of one event from the POST to a query, for two
// sizes of events. infra/sizing/measured.ts takes its figures from here.
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { measureDruidIngest, measureQueries } from './support/capacity-druid.ts';
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

/** Of each size. */
const EVENTS = 800_000;
const WARM_UP = 300_000;
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
  events?: number;
}

/** On a home that runs already. */
export async function measureCapacity({ home, context, say, tag, events = EVENTS }: Measuring): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const bytes of EVENT_BYTES) figures.push(...(await measureSize({ home, context, say, tag, events }, bytes)));
  return figures;
}

async function measureSize(
  { home, context, say, tag, events }: Required<Measuring>,
  bytes: EventBytes,
): Promise<Figure[]> {
  const stream = `${tag}_${bytes}`;
  const startMs = Date.now() - AGE_MS;
  const work = { stream, bytes, startMs, count: events, warmUp: Math.floor((events * WARM_UP) / EVENTS) };
  say(`posting ${events.toLocaleString('en')} events of ${bytes} bytes`);
  const { api, broker } = await measureIngest(home, work);
  say('reading them from Kafka');
  const consume = await measureConsume(context, work);
  say('passing them through Flink');
  const passThrough = await measurePassThrough(home, context, work);
  say('adding them up in windows');
  const windows = await measureWindows(home, context, work);
  say('ingesting them into Druid');
  const { ingest, handOver, segmentBytesPerRow } = await measureDruidIngest(home, work);
  say('querying them');
  const queries = await measureQueries(home, work, startMs);
  const rate = (name: string, sample: Sample) => rateOf(`${name}, ${bytes} B`, 'events', sample);
  return [
    rate('ingest API: POST of NDJSON', api),
    rate('Kafka: produce', broker),
    rate('Kafka: consume', consume),
    rate('Flink: pass-through', passThrough),
    rate('Flink: window', windows),
    druidFigure(`Druid: ingest, handed over, ${bytes} B`, ingest, handOver),
    rateOf(`Druid: scan, ${bytes} B`, 'rows', queries.scan),
    rateOf(`API: query, ${bytes} B`, 'queries', queries.api),
    rateOf(`Druid's broker: query, ${bytes} B`, 'queries', queries.broker),
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
