// Compiles a model to the Kafka supervisor that ingests it:
// https://druid.apache.org/docs/33.0.0/ingestion/supervisor and https://druid.apache.org/docs/33.0.0/ingestion/kafka-ingestion
import type { Dimension, Model } from '#schemas/model.ts';
import { measureColumns } from './measure-columns.ts';
import type { Metric } from './measure-columns.ts';

export interface SupervisorInput {
  model: Model;
  topic: string;
  /** The stream's timestamp field that becomes `__time`. */
  timeColumn: string;
  /** What a Kafka client needs to reach the stream's cluster. */
  consumerProperties: Record<string, string>;
  suspended: boolean;
}

const GRANULARITY = {
  none: 'NONE',
  PT1S: 'SECOND',
  PT1M: 'MINUTE',
  PT5M: 'FIVE_MINUTE',
  PT15M: 'FIFTEEN_MINUTE',
  PT1H: 'HOUR',
  P1D: 'DAY',
} as const;

/** Isolation level read_committed is Druid's default: records of open transactions are not seen. */
export function compileSupervisor(input: SupervisorInput) {
  const { model, suspended } = input;
  return {
    type: 'kafka',
    spec: {
      dataSchema: {
        dataSource: model.name,
        timestampSpec: { column: input.timeColumn, format: 'iso' },
        ...compileFields(model),
        granularitySpec: {
          type: 'uniform',
          segmentGranularity: GRANULARITY[model.segmentGranularity],
          queryGranularity: GRANULARITY[model.rollup],
          rollup: model.rollup !== 'none',
        },
      },
      ioConfig: compileIo(input),
      tuningConfig: TUNING,
    },
    context: { useConcurrentLocks: true },
    suspended,
  };
}

function compileIo({ model, topic, timeColumn, consumerProperties }: SupervisorInput) {
  const columns = new Set([timeColumn, ...model.dimensions.map(columnOf), ...model.measures.flatMap(columnsOfMeasure)]);
  return {
    topic,
    // Only these fields are read: without dimensions Druid would take every field it finds.
    inputFormat: {
      type: 'json',
      flattenSpec: { useFieldDiscovery: false, fields: [...columns].map((name) => ({ type: 'root', name })) },
    },
    consumerProperties,
    useEarliestOffset: true,
    taskCount: model.ingestion.tasks,
    replicas: model.ingestion.replicas,
    taskDuration: 'PT1H',
    startDelay: 'PT1S',
    period: 'PT10S',
    completionTimeout: 'PT30M',
  };
}

/** Records that cannot be parsed are counted and the last ones kept in the task's report; they never stop a task. */
const TUNING = {
  type: 'kafka',
  maxRowsInMemory: 150_000,
  intermediatePersistPeriod: 'PT10M',
  maxParseExceptions: 2_147_483_647,
  maxSavedParseExceptions: 10,
  offsetFetchPeriod: 'PT10S',
  handoffConditionTimeout: 900_000,
};

/**
 * Dimensions and metrics, and the transforms between the stream's fields and them. A dimension of another name than its column is a
 * transform; where that name hides a field that a measure reads, the measure gets the field under a name of its own.
 */
function compileFields({ dimensions, measures }: Model) {
  const renamed = dimensions.filter((dimension) => columnOf(dimension) !== dimension.name);
  const hidden = new Set(renamed.map(({ name }) => name));
  const fieldOf = (column: string) => (hidden.has(column) ? `__field_${column}` : column);
  const shown = new Set(measures.flatMap(columnsOfMeasure).filter((column) => hidden.has(column)));
  const metrics = new Map<string, Metric>();
  for (const metric of measures.flatMap((measure) => measureColumns(measure, fieldOf)))
    metrics.set(metric.name, metric);
  return {
    dimensionsSpec: { dimensions: dimensions.map(({ name, type }) => ({ type, name })) },
    metricsSpec: [...metrics.values()],
    transformSpec: {
      transforms: [
        ...renamed.map((dimension) => transform(dimension.name, columnOf(dimension))),
        ...[...shown].map((column) => transform(fieldOf(column), column)),
      ],
    },
  };
}

/** A field's name holds letters, digits and `_` only, so it needs no escaping in Druid's expression language. */
const transform = (name: string, column: string) => ({ type: 'expression', name, expression: `"${column}"` });

export const columnOf = ({ name, column }: Dimension): string => column ?? name;

const columnsOfMeasure = (measure: Model['measures'][number]): string[] =>
  'column' in measure ? [measure.column] : [];
