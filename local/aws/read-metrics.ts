// Managed Flink's metrics of an application (developer guide, "Metrics and dimensions") in terms of Flink's own.
import { FlinkError } from './flink-error.ts';
import type { FlinkRest } from './flink-rest.ts';

/** Metrics of the job as a whole, by CloudWatch's name. */
const JOB_METRICS: Record<string, string> = {
  uptime: 'uptime',
  downtime: 'downtime',
  fullRestarts: 'fullRestarts',
  numberOfFailedCheckpoints: 'numberOfFailedCheckpoints',
  lastCheckpointDuration: 'lastCheckpointDuration',
  lastCheckpointSize: 'lastCheckpointSize',
};

type Aggregate = 'sum' | 'max' | 'min';

/** Metrics of operators: which of Flink's, and how those of many subtasks and operators become one. */
const OPERATOR_METRICS: Record<string, { pattern: RegExp; aggregate: Aggregate }> = {
  numRecordsIn: { pattern: /^Source__.*\.numRecordsIn$/, aggregate: 'sum' },
  numRecordsInPerSecond: { pattern: /^Source__.*\.numRecordsInPerSecond$/, aggregate: 'sum' },
  numRecordsOut: { pattern: /__Writer\.numRecordsIn$/, aggregate: 'sum' },
  numRecordsOutPerSecond: { pattern: /__Writer\.numRecordsInPerSecond$/, aggregate: 'sum' },
  numLateRecordsDropped: { pattern: /\.numLateRecordsDropped$/, aggregate: 'sum' },
  currentInputWatermark: { pattern: /^currentInputWatermark$/, aggregate: 'min' },
  currentOutputWatermark: { pattern: /\.currentOutputWatermark$/, aggregate: 'min' },
  records_lag_max: { pattern: /\.KafkaConsumer\.records-lag-max$/, aggregate: 'max' },
  busyTimeMsPerSecond: { pattern: /^busyTimeMsPerSecond$/, aggregate: 'max' },
  backPressuredTimeMsPerSecond: { pattern: /^backPressuredTimeMsPerSecond$/, aggregate: 'max' },
};

const COMBINE: Record<Aggregate, (left: number, right: number) => number> = {
  sum: (left, right) => left + right,
  max: Math.max,
  min: Math.min,
};

/** The values that Flink has of these metrics; a name that is none of Managed Flink's, or a job that is gone, has none. */
export async function readMetrics(flink: FlinkRest, jobId: string, names: string[]): Promise<Map<string, number>> {
  try {
    const [ofJob, ofOperators] = await Promise.all([
      readJobMetrics(
        flink,
        jobId,
        names.filter((name) => name in JOB_METRICS),
      ),
      readOperatorMetrics(
        flink,
        jobId,
        names.filter((name) => name in OPERATOR_METRICS),
      ),
    ]);
    return new Map([...ofJob, ...ofOperators]);
  } catch (error) {
    if (error instanceof FlinkError) return new Map();
    throw error;
  }
}

async function readJobMetrics(flink: FlinkRest, jobId: string, names: string[]): Promise<Map<string, number>> {
  if (names.length === 0) return new Map();
  const found = await flink.jobMetrics(
    jobId,
    names.map((name) => JOB_METRICS[name] ?? name),
  );
  const values = new Map(found.map(({ id, value }) => [id, Number(value)]));
  return new Map(names.flatMap((name) => entryOf(name, values.get(JOB_METRICS[name] ?? name))));
}

async function readOperatorMetrics(flink: FlinkRest, jobId: string, names: string[]): Promise<Map<string, number>> {
  const totals = new Map<string, number>();
  if (names.length === 0) return totals;
  for (const vertex of await flink.vertices(jobId)) {
    const known = await flink.vertexMetricNames(jobId, vertex);
    const wanted = known.filter((metric) => names.some((name) => OPERATOR_METRICS[name]?.pattern.test(metric)));
    if (wanted.length === 0) continue;
    const values = new Map((await flink.vertexMetrics(jobId, vertex, wanted)).map((each) => [each.id, each]));
    for (const name of names) addUp(totals, name, values);
  }
  return totals;
}

function addUp(
  totals: Map<string, number>,
  name: string,
  values: Map<string, { [key in Aggregate]?: number | undefined }>,
): void {
  const metric = OPERATOR_METRICS[name];
  if (metric === undefined) return;
  for (const [id, value] of values) {
    const found = value[metric.aggregate];
    if (!metric.pattern.test(id) || found === undefined || !isMeaningful(found)) continue;
    const before = totals.get(name);
    totals.set(name, before === undefined ? found : COMBINE[metric.aggregate](before, found));
  }
}

function entryOf(name: string, value: number | undefined): [string, number][] {
  return value === undefined || !isMeaningful(value) ? [] : [[name, value]];
}

/** No number yet, or Long.MIN_VALUE: a watermark before the first event. */
function isMeaningful(value: number): boolean {
  return Number.isFinite(value) && value > -9_000_000_000_000_000_000;
}
