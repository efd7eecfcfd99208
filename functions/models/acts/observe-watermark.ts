// How far a model is now, by the live positions of Druid's tasks and the ends of Kafka's partitions. What must outlast this
// process is one item in the table.
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import { durationMs } from '#schemas/duration.ts';
import type { StoredModel } from '#schemas/model.ts';
import { topicsOf } from '#schemas/stream.ts';
import type { KeptWatermark, ModelWatermark } from '#schemas/watermark.ts';
import type { Context } from '#functions/platform/context.ts';
import { getStream } from '#functions/streams/acts/get-stream.ts';
import { advanceWatermark, isSettled } from '../logic/advance-watermark.ts';
import type { PartitionSight } from '../logic/advance-watermark.ts';
import { timeColumnOf } from '../logic/check-model.ts';
import { describeWatermark } from '../logic/describe-watermark.ts';
import { furthestPositions } from '../logic/furthest-positions.ts';
import { watermarkStore } from '../watermark-store.ts';
import type { Remembered } from '../watermark-store.ts';
import { lookAtPartitions } from './look-at-partitions.ts';
import { readWatermark } from './read-watermark.ts';

/** More than the clocks of observers and producers may differ. */
const FUTURE_MS = 300_000;

/** Reads Kafka and Druid now, advances the kept watermark (never back) and answers it. Throws EngineError if either cannot be asked. */
export async function observeWatermark(context: Context, model: StoredModel): Promise<ModelWatermark> {
  return describeWatermark(model.name, await observeProgress(context, model));
}

/** The same, as it is kept. */
export async function observeProgress(context: Context, model: StoredModel): Promise<KeptWatermark> {
  const atMs = context.now().getTime();
  const { remembered, isVisible, partitions } = await look(context, model, atMs);
  const segmentMs = durationMs(model.segmentGranularity);
  const kept = advanceWatermark(remembered.kept, { atMs, segmentMs, isVisible, partitions });
  return keep(context, model, { kept, before: remembered.revision });
}

interface Seen {
  remembered: Remembered;
  isVisible: boolean;
  partitions: PartitionSight[];
}

/** Tasks are asked after what is kept was read: a position behind the kept one then says that Druid went back. */
async function look(context: Context, model: StoredModel, atMs: number): Promise<Seen> {
  const [kafka, { remembered, isVisible, live }] = await Promise.all([
    askKafka(context, model),
    askDruid(context, model),
  ]);
  const scanned = remembered.kept?.partitions.flatMap(({ partition, scannedTo }) =>
    scannedTo === null ? [] : [[partition, BigInt(scannedTo)] as const],
  );
  const latestMs = atMs + FUTURE_MS;
  const partitions = await lookAtPartitions({ ...kafka, live, scannedTo: new Map(scanned), latestMs });
  return { remembered, isVisible, partitions };
}

async function askKafka(context: Context, model: StoredModel) {
  const stream = await getStream(context, model.stream);
  const topic = topicsOf(stream.name).main;
  const { watch } = await context.kafka.cluster(stream.cluster);
  return { watch, topic, ends: await watch.ends(topic), timeColumn: timeColumnOf(model, stream.schema) ?? '' };
}

/** The broker is asked only where it may not know yet what tasks have: a query a second for each model would be too many. */
async function askDruid(context: Context, model: StoredModel) {
  const { druid, table } = context;
  const [remembered, tasks] = await Promise.all([
    watermarkStore(table).get(model),
    druid.taskPositions.running(model.name),
  ]);
  const readers = new Map(remembered.kept?.partitions.map(({ partition, reader }) => [partition, reader]));
  const [positions, isVisible] = await Promise.all([
    druid.taskPositions.positions(model.name, tasks),
    isSettled(remembered.kept) || hasRows(context, model.name),
  ]);
  return { remembered, isVisible, live: furthestPositions(positions, (partition) => readers.get(partition) ?? null) };
}

const hasRows = async (context: Context, name: string): Promise<boolean> =>
  (await readWatermark(context, name)) !== null;

/** Where another observer was faster, what it saw is the answer: it is as new, and what it keeps never goes back. */
async function keep(
  context: Context,
  model: StoredModel,
  { kept, before }: { kept: KeptWatermark; before: string | undefined },
): Promise<KeptWatermark> {
  const store = watermarkStore(context.table);
  try {
    await store.put(model, { kept, revision: context.newId(), before });
    return kept;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return (await store.get(model)).kept ?? kept;
  }
}
