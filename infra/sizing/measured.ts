// What one core carried, by `npm run bench -- capacity` (bench/README.md has the run): events per CPU-second at two sizes of events.
// Replace the whole table by the figures of one run; nothing else depends on the machine.

export const MEASURED = {
  command: 'npm run bench -- capacity',
  machine: 'two vCPUs of an AMD EPYC under Debian, which other work used as well',
  /** Of an event's JSON. */
  eventBytes: { small: 250, large: 1000 },
  /** Events per CPU-second, of the process that does it. */
  eventsPerCoreSecond: {
    /** The process that answers POST /v1/streams/{name}/events. */
    ingestApi: { small: 105_300, large: 82_190 },
    /** A broker without replicas and without TLS. */
    kafkaProduce: { small: 810_800, large: 441_200 },
    kafkaConsume: { small: 2_778_000, large: 1_852_000 },
    /** A TaskManager: Kafka to Kafka. */
    flinkPassThrough: { small: 56_230, large: 32_730 },
    flinkWindow: { small: 162_500, large: 91_840 },
    /** A task, handing its segments over included. */
    druidIngest: { small: 58_250, large: 35_290 },
  },
  /** Of a historical that groups by one dimension and filters by another; of both sizes the slower, as are queries. */
  scannedRowsPerCoreSecond: 22_970_000,
  /** What a query costs beside the scan. */
  queriesPerCoreSecond: { api: 303, broker: 27 },
  /** Of five dimensions and three columns of measures, on disk. */
  segmentBytesPerRow: 18.04,
} as const;

export type MeasuredPart = keyof typeof MEASURED.eventsPerCoreSecond;
