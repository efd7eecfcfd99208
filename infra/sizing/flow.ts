// What flows through the platform under a load: events, bytes and cores of each part, before anything is bought for them.
// The load stands for one stream of raw events, one pipeline that cleans it into a second stream and adds it up in windows, one model over
// the second stream, and queries.
import type { Load } from '../config.ts';
import type { Assumptions } from './assumptions.ts';
import { coreSecondsOf } from './core-seconds.ts';
import { MEASURED } from './measured.ts';

/** The raw stream and the cleaned one; windows add little. */
export const WRITTEN_STREAMS = 2;
export const KAFKA_REPLICAS = 3;
const MEGABYTE = 1e6;
const GIB = 2 ** 30;
const DAY_SECONDS = 86_400;

export interface Flow {
  /** Into Kafka at the peak, without replicas. */
  ingressMegabytesPerSecond: number;
  /** To Flink and Druid at the peak. */
  egressMegabytesPerSecond: number;
  /** Into Kafka on average. */
  averageIngressMegabytesPerSecond: number;
  averageEgressMegabytesPerSecond: number;
  /** One copy. */
  kafkaGib: number;
  kafkaCores: number;
  flinkCores: number;
  /** Of one replica of the tasks. */
  taskCores: number;
  /** Copies of tasks and of segments. */
  druidReplicas: number;
  scanCores: number;
  brokerCores: number;
  /** One copy of the segments. */
  segmentGib: number;
}

/** Cores are what the work takes; how busy they may be is reckoned in. */
export function flowOf(load: Load, assumptions: Assumptions): Flow {
  const { average, peak } = load.eventsPerSecond;
  const druidReplicas = load.availability === 'high' ? 2 : 1;
  const bytes = load.eventBytes / assumptions.kafkaCompression;
  const readers = 1 + druidReplicas;
  const averageIngress = (average * WRITTEN_STREAMS * bytes) / MEGABYTE;
  const rowsPerSecond = average / assumptions.rollup;
  return {
    ingressMegabytesPerSecond: (peak * WRITTEN_STREAMS * bytes) / MEGABYTE,
    egressMegabytesPerSecond: (peak * readers * bytes) / MEGABYTE,
    averageIngressMegabytesPerSecond: averageIngress,
    averageEgressMegabytesPerSecond: (average * readers * bytes) / MEGABYTE,
    kafkaGib: (averageIngress * MEGABYTE * load.retentionDays.kafka * DAY_SECONDS) / GIB,
    segmentGib: (rowsPerSecond * MEASURED.segmentBytesPerRow * load.retentionDays.druid * DAY_SECONDS) / GIB,
    druidReplicas,
    ...coresOf(load, { assumptions, readers, rowsPerSecond }),
  };
}

interface Work {
  assumptions: Assumptions;
  readers: number;
  rowsPerSecond: number;
}

function coresOf({ eventsPerSecond: { peak }, eventBytes, queriesPerSecond }: Load, work: Work) {
  const { assumptions, readers, rowsPerSecond } = work;
  const { utilization, coreRatio, tlsRatio, windowShare, queriedSeconds, queriedShare } = assumptions;
  const cost = (part: Parameters<typeof coreSecondsOf>[0]) => coreSecondsOf(part, eventBytes, assumptions);
  const writes = WRITTEN_STREAMS * KAFKA_REPLICAS * cost('kafkaProduce');
  const reads = (WRITTEN_STREAMS * (KAFKA_REPLICAS - 1) + readers) * cost('kafkaConsume');
  const scannedRows = queriesPerSecond * rowsPerSecond * queriedSeconds * queriedShare;
  return {
    kafkaCores: (peak * (writes + reads) * tlsRatio) / utilization,
    flinkCores: (peak * (cost('flinkPassThrough') + windowShare * cost('flinkWindow'))) / utilization,
    taskCores: (peak * cost('druidIngest')) / utilization,
    scanCores: scannedRows / MEASURED.scannedRowsPerCoreSecond / coreRatio / utilization,
    brokerCores: queriesPerSecond / MEASURED.queriesPerCoreSecond.broker / coreRatio / utilization,
  };
}
