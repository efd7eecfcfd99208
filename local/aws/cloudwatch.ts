// CloudWatch (`GraniteServiceVersion20100801`, JSON 1.0): GetMetricData of namespace AWS/KinesisAnalytics, answered from the
// real Flink at the time of asking: one value a query, none where Flink has none.
import * as z from 'zod';
import { AwsError } from './aws-error.ts';
import type { FlinkRest } from './flink-rest.ts';
import { type JsonService, jsonOperation } from './json-service.ts';
import type { ApplicationStore } from './kinesis-analytics/application-store.ts';
import { readMetrics } from './read-metrics.ts';

const NAMESPACE = 'AWS/KinesisAnalytics';
/** How far behind now a range may end and still be answered with the value of now. */
const FRESH_MS = 60_000;

const MetricDataQuery = z.strictObject({
  Id: z.string().regex(/^[a-z][a-zA-Z0-9_]*$/),
  Label: z.string().optional(),
  ReturnData: z.boolean().optional(),
  Period: z.int().optional(),
  MetricStat: z.strictObject({
    Metric: z.strictObject({
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]),
    }),
    Period: z.int().min(1),
    Stat: z.string(),
    Unit: z.string().optional(),
  }),
});
type MetricDataQuery = z.infer<typeof MetricDataQuery>;

const GetMetricData = z.strictObject({
  MetricDataQueries: z.array(MetricDataQuery).min(1).max(500),
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).optional(),
  MaxDatapoints: z.int().optional(),
  NextToken: z.string().optional(),
  LabelOptions: z.strictObject({ Timezone: z.string() }).optional(),
});
type GetMetricData = z.infer<typeof GetMetricData>;

/** The metrics of this home's applications. */
export function cloudwatch({ store, flink }: { store: ApplicationStore; flink: FlinkRest }): JsonService {
  return {
    target: 'GraniteServiceVersion20100801',
    invalidInput: 'InvalidParameterValueException',
    operations: {
      GetMetricData: jsonOperation(GetMetricData, async (input) => {
        if (input.StartTime >= input.EndTime)
          throw new AwsError('InvalidParameterValueException', 'StartTime: must be before EndTime');
        const values = await readValues({ store, flink }, input);
        return {
          MetricDataResults: input.MetricDataQueries.map((query) => answer(query, input, values)),
          Messages: [],
        };
      }),
    },
  };
}

type Values = Map<string, Map<string, number>>;

/** The values by application and metric; each application is asked once. */
async function readValues(
  { store, flink }: { store: ApplicationStore; flink: FlinkRest },
  { MetricDataQueries }: GetMetricData,
): Promise<Values> {
  const wanted = new Map<string, string[]>();
  for (const query of MetricDataQueries) {
    const name = applicationOf(query);
    if (name !== undefined) wanted.set(name, [...(wanted.get(name) ?? []), query.MetricStat.Metric.MetricName]);
  }
  const read = [...wanted].map(async ([name, metrics]) => {
    const job = store.get(name)?.job ?? null;
    return [name, job === null ? new Map<string, number>() : await readMetrics(flink, job.id, metrics)] as const;
  });
  return new Map(await Promise.all(read));
}

function answer({ Id, Label, MetricStat }: MetricDataQuery, { StartTime, EndTime }: GetMetricData, values: Values) {
  const { MetricName } = MetricStat.Metric;
  const now = Date.now() / 1_000;
  const timestamp = Math.floor(now / MetricStat.Period) * MetricStat.Period;
  const isAsked = timestamp + MetricStat.Period > StartTime && now < EndTime + FRESH_MS / 1_000;
  const value = values.get(applicationOf({ MetricStat }) ?? '')?.get(MetricName);
  const hasValue = isAsked && value !== undefined;
  return {
    Id,
    Label: Label ?? MetricName,
    StatusCode: 'Complete',
    Timestamps: hasValue ? [timestamp] : [],
    Values: hasValue ? [value] : [],
  };
}

function applicationOf({ MetricStat: { Metric } }: Pick<MetricDataQuery, 'MetricStat'>): string | undefined {
  if (Metric.Namespace !== NAMESPACE) return undefined;
  return Metric.Dimensions.find(({ Name }) => Name === 'Application')?.Value;
}
