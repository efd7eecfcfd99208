// Managed Flink's metrics of an application (developer guide, "Metrics and dimensions") in terms of Flink's own.
import { FlinkError } from './flink-error.ts';
import type { FlinkRest } from './flink-rest.ts';

/** Metrics of the job as a whole, by CloudWatch's name. */
const JOB_METRICS: Record<string, string> = {
  uptime: 'uptime',
  downtime: 'downtime',
  fullRestarts: 'numRestarts',
  numberOfFailedCheckpoints: 'numberOfFailedCheckpoints',
  lastCheckpointDuration: 'lastCheckpointDuration',
  lastCheckpointSize: 'lastCheckpointSize',
};

type Aggregate = 'sum' | 'max' | 'min';
/** Which of the metrics that a vertex has. */
type Pick = (known: string[]) => string[];

/** Metrics of operators: which of Flink's, and how those of many subtasks and operators become one. */
const OPERATOR_METRICS: Record<string, { pick: Pick; aggregate: Aggregate }> = {
  numRecordsIn: { pick: ofSources('numRecordsOut'), aggregate: 'sum' },
  numRecordsInPerSecond: { pick: ofSources('numRecordsOutPerSecond'), aggregate: 'sum' },
  numRecordsOut: { pick: like(/__Writer\.numRecordsIn$/), aggregate: 'sum' },
  numRecordsOutPerSecond: { pick: like(/__Writer\.numRecordsInPerSecond$/), aggregate: 'sum' },
  numLateRecordsDropped: { pick: like(/\.numLateRecordsDropped$/), aggregate: 'sum' },
  currentInputWatermark: { pick: like(/^currentInputWatermark$/), aggregate: 'min' },
  currentOutputWatermark: { pick: like(/\.currentOutputWatermark$/), aggregate: 'min' },
  records_lag_max: { pick: like(/\.KafkaConsumer\.records-lag-max$/), aggregate: 'max' },
  busyTimeMsPerSecond: { pick: like(/^busyTimeMsPerSecond$/), aggregate: 'max' },
  backPressuredTimeMsPerSecond: { pick: like(/^backPressuredTimeMsPerSecond$/), aggregate: 'max' },
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
    const wanted = names.map((name) => [name, OPERATOR_METRICS[name]?.pick(known) ?? []] as const);
    const ids = [...new Set(wanted.flatMap(([, picked]) => picked))];
    if (ids.length === 0) continue;
    const values = new Map((await flink.vertexMetrics(jobId, vertex, ids)).map((each) => [each.id, each]));
    for (const [name, picked] of wanted)
      addUp(
        totals,
        name,
        picked.flatMap((id) => values.get(id) ?? []),
      );
  }
  return totals;
}

function addUp(totals: Map<string, number>, name: string, values: { [key in Aggregate]?: number | undefined }[]): void {
  const aggregate = OPERATOR_METRICS[name]?.aggregate ?? 'sum';
  for (const value of values) {
    const found = value[aggregate];
    if (found === undefined || !isMeaningful(found)) continue;
    const before = totals.get(name);
    totals.set(name, before === undefined ? found : COMBINE[aggregate](before, found));
  }
}

function like(pattern: RegExp): Pick {
  return (known) => known.filter((name) => pattern.test(name));
}

/** A source is the operator that puts watermarks out but takes none in. Its "out" is counted: not every source counts "in". */
function ofSources(metric: string): Pick {
  return (known) =>
    known
      .filter((name) => name.endsWith('.currentOutputWatermark'))
      .map((name) => name.slice(0, -'.currentOutputWatermark'.length))
      .filter((operator) => !known.includes(`${operator}.currentInputWatermark`))
      .map((operator) => `${operator}.${metric}`)
      .filter((name) => known.includes(name));
}

function entryOf(name: string, value: number | undefined): [string, number][] {
  return value === undefined || !isMeaningful(value) ? [] : [[name, value]];
}

/** No number yet, or Long.MIN_VALUE: a watermark before the first event. */
function isMeaningful(value: number): boolean {
  return Number.isFinite(value) && value > -9_000_000_000_000_000_000;
}
