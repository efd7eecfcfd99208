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
    ingestApi: { small: 111_100, large: 26_410 },
    /** A broker without replicas and without TLS. */
    kafkaProduce: { small: 1_111_000, large: 352_900 },
    kafkaConsume: { small: 3_509_000, large: 1_235_000 },
    /** A TaskManager: Kafka to Kafka. */
    flinkPassThrough: { small: 51_920, large: 27_760 },
    flinkWindow: { small: 114_700, large: 66_490 },
    /** A task, handing its segments over included. */
    druidIngest: { small: 62_350, large: 44_690 },
  },
  /** Of a historical that groups by one dimension and filters by another; of both sizes the slower, as are queries. */
  scannedRowsPerCoreSecond: 23_550_000,
  /** What a query costs beside the scan. */
  queriesPerCoreSecond: { api: 215, broker: 49 },
  /** Of five dimensions and three columns of measures, on disk. */
  segmentBytesPerRow: 18.04,
} as const;

export type MeasuredPart = keyof typeof MEASURED.eventsPerCoreSecond;
