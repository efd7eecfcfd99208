// What sizing takes for granted and nobody measured here, each with its reason. `npm run size -- --assume <name>=<value>` replaces one.

interface Assumption {
  value: number;
  why: string;
}

const TABLE = {
  utilization: { value: 0.5, why: 'cores are half idle at the peak, for what rebalances, fails over and catches up' },
  coreRatio: {
    value: 1,
    why: 'a vCPU of Graviton does as much as a core that was measured; unknown until it is run there',
  },
  tlsRatio: { value: 1.5, why: 'brokers encrypt, which was not measured: half as much again' },
  diskUsage: { value: 0.75, why: 'disks are three quarters full at most; MSK advises to act at 85 %' },
  kafkaCompression: { value: 1, why: 'neither the API nor the sinks compress' },
  rollup: { value: 1, why: 'events in a row of Druid: each event is a row; a model with rollup needs less' },
  windowShare: { value: 1, why: 'each event also goes through one window pipeline' },
  partitionMegabytesPerSecond: { value: 5, why: 'of a partition at the peak, well below what a broker serves' },
  httpEventsPerSecond: {
    value: 5000,
    why: 'at most so many come over HTTP; more are written to Kafka by their producers',
  },
  eventsPerRequest: { value: 500, why: 'in a POST' },
  ingestWaitSeconds: { value: 0.03, why: 'until Kafka has acknowledged' },
  queryWaitSeconds: { value: 0.3, why: 'until Druid has answered' },
  queryDuty: { value: 0.25, why: 'queries come at the given rate a quarter of the time' },
  queriedSeconds: { value: 3600, why: 'a query looks at the last hour' },
  queriedShare: { value: 0.01, why: 'bitmaps leave one in a hundred of the rows there to be read' },
  logGibPerMachine: { value: 10, why: 'of a broker, a node or a KPU in a month, flow logs included' },
  tableWritesPerSecond: { value: 2, why: 'definitions, rule states and notifications' },
  tableReadsPerSecond: { value: 10, why: 'definitions, rule states and notifications' },
} as const satisfies Record<string, Assumption>;

export type AssumptionName = keyof typeof TABLE;
export type Assumptions = Readonly<Record<AssumptionName, number>>;

export const ASSUMPTIONS: Readonly<Record<AssumptionName, Assumption>> = TABLE;

export const assumptionNames = Object.keys(TABLE).filter(isAssumption);

/** The table's values, but for some. */
export const assume = (others: Partial<Assumptions> = {}): Assumptions => ({ ...DEFAULTS, ...others });

export function isAssumption(name: string): name is AssumptionName {
  return name in TABLE;
}

const DEFAULTS: Assumptions = {
  utilization: TABLE.utilization.value,
  coreRatio: TABLE.coreRatio.value,
  tlsRatio: TABLE.tlsRatio.value,
  diskUsage: TABLE.diskUsage.value,
  kafkaCompression: TABLE.kafkaCompression.value,
  rollup: TABLE.rollup.value,
  windowShare: TABLE.windowShare.value,
  partitionMegabytesPerSecond: TABLE.partitionMegabytesPerSecond.value,
  httpEventsPerSecond: TABLE.httpEventsPerSecond.value,
  eventsPerRequest: TABLE.eventsPerRequest.value,
  ingestWaitSeconds: TABLE.ingestWaitSeconds.value,
  queryWaitSeconds: TABLE.queryWaitSeconds.value,
  queryDuty: TABLE.queryDuty.value,
  queriedSeconds: TABLE.queriedSeconds.value,
  queriedShare: TABLE.queriedShare.value,
  logGibPerMachine: TABLE.logGibPerMachine.value,
  tableWritesPerSecond: TABLE.tableWritesPerSecond.value,
  tableReadsPerSecond: TABLE.tableReadsPerSecond.value,
};
