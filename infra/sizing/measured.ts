// What one core carried, by `npm run bench -- capacity` (bench/README.md has the run): events per CPU-second at two sizes of events.
// Replace the whole table by the figures of one run; nothing else depends on the machine.

export const MEASURED = {
  command: 'npm run bench -- capacity',
  machine: 'two vCPUs of an AMD EPYC under Debian, busy with other work (provisional)',
  /** Of an event's JSON. */
  eventBytes: { small: 250, large: 1000 },
  /** Events per CPU-second, of the process that does it. */
  eventsPerCoreSecond: {
    /** The process that answers POST /v1/streams/{name}/events. */
    ingestApi: { small: 111_600, large: 69_830 },
    /** A broker without replicas and without TLS. */
    kafkaProduce: { small: 657_900, large: 260_400 },
    kafkaConsume: { small: 1_818_000, large: 1_053_000 },
    /** A TaskManager: Kafka to Kafka. */
    flinkPassThrough: { small: 41_020, large: 25_330 },
    flinkWindow: { small: 117_000, large: 78_010 },
    /** A task, handing its segments over included. */
    druidIngest: { small: 45_000, large: 32_760 },
  },
  /** Of a historical that groups by one dimension and filters by another. */
  scannedRowsPerCoreSecond: 12_410_000,
  /** What a query costs beside the scan. */
  queriesPerCoreSecond: { api: 240, broker: 32 },
  /** Of five dimensions and three columns of measures, on disk. */
  segmentBytesPerRow: 21,
} as const;

export type MeasuredPart = keyof typeof MEASURED.eventsPerCoreSecond;
