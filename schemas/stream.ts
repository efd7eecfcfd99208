// A stream: a named, typed flow of JSON records with an owner. Its topic on a cluster is an implementation detail.
import * as z from 'zod';
import { Stored } from './definition.ts';
import { durationBetween } from './duration.ts';
import { Description, FieldName, Name, Owner } from './name.ts';

export const FieldType = z.enum(['string', 'boolean', 'int', 'long', 'float', 'double', 'timestamp']);
export type FieldType = z.infer<typeof FieldType>;

export const Field = z.strictObject({
  name: FieldName,
  type: FieldType.describe('`timestamp` is RFC 3339 in UTC, milliseconds at most: 2024-05-01T12:00:00.000Z.'),
  nullable: z.boolean().default(true).describe('A nullable field may be absent or null.'),
  description: Description.optional(),
});
export type Field = z.infer<typeof Field>;

/** The fields of a stream's records, which of them is the event time and which the key. */
export const StreamSchema = z
  .strictObject({
    fields: z.array(Field).min(1).max(500),
    eventTime: FieldName.optional().describe('A timestamp field: when the event happened.'),
    key: FieldName.optional().describe('The field whose text is the record key: equal keys keep their order.'),
  })
  .superRefine((schema, context) => {
    const byName = new Map(schema.fields.map((field) => [field.name, field]));
    if (byName.size < schema.fields.length) {
      context.addIssue({ code: 'custom', path: ['fields'], message: 'two fields have the same name' });
    }
    const eventTime = schema.eventTime === undefined ? undefined : byName.get(schema.eventTime);
    if (schema.eventTime !== undefined && eventTime?.type !== 'timestamp') {
      context.addIssue({ code: 'custom', path: ['eventTime'], message: 'must name a field of type timestamp' });
    }
    if (schema.key !== undefined && !byName.has(schema.key)) {
      context.addIssue({ code: 'custom', path: ['key'], message: 'must name a field' });
    }
  });
export type StreamSchema = z.infer<typeof StreamSchema>;

const streamFields = z.strictObject({
  name: Name,
  owner: Owner,
  description: Description.default(''),
  layer: z.enum(['ODS', 'DWD', 'DWS', 'ADS', 'DIM']),
  schema: StreamSchema,
  cluster: Name.default('main'),
  partitions: z.int().min(1).max(1000).default(2),
  retention: durationBetween('PT1M', 'P365D').default('P1D'),
  compacted: z.boolean().default(false).describe('Keep the newest record of each key for ever: a dimension.'),
  tags: z.array(z.string().min(1).max(60)).max(50).default([]),
});

/** A compacted stream needs a key, and a key that is never null. */
function checkCompacted(stream: { compacted: boolean; schema: StreamSchema }, context: z.RefinementCtx): void {
  const key = stream.schema.fields.find((field) => field.name === stream.schema.key);
  if (stream.compacted && (key === undefined || key.nullable)) {
    context.addIssue({
      code: 'custom',
      path: ['schema', 'key'],
      message: 'a compacted stream needs a key that is not nullable',
    });
  }
}

export const Stream = streamFields.superRefine(checkCompacted).meta({ id: 'Stream' });
export type Stream = z.infer<typeof Stream>;

export const StoredStream = streamFields.extend(Stored.shape).meta({ id: 'StoredStream' });
export type StoredStream = z.infer<typeof StoredStream>;

/** Topics of a stream. */
export const topicsOf = (stream: string) => ({
  main: stream,
  deadLetter: `${stream}.dead-letter`,
  late: `${stream}.late`,
});

/** One record as a reader sees it. `value` is the parsed JSON, or null with `raw` (base64) when it is not JSON. */
export const StreamRecord = z
  .strictObject({
    partition: z.int(),
    offset: z.string(),
    timestamp: z.iso.datetime(),
    key: z.string().nullable(),
    value: z.unknown(),
    raw: z.string().optional(),
  })
  .meta({ id: 'StreamRecord' });
export type StreamRecord = z.infer<typeof StreamRecord>;

/** What became of one record of a POST; `index` counts from 0 in the body. */
export const RecordResult = z
  .strictObject({
    index: z.int(),
    status: z.enum(['delivered', 'dead-lettered']),
    partition: z.int(),
    offset: z.string(),
    reason: z.string().optional(),
  })
  .meta({ id: 'RecordResult' });
export type RecordResult = z.infer<typeof RecordResult>;

export const IngestResult = z
  .strictObject({ delivered: z.int(), deadLettered: z.int(), results: z.array(RecordResult) })
  .meta({ id: 'IngestResult' });
export type IngestResult = z.infer<typeof IngestResult>;

/** The value of a record on a dead-letter or late stream. */
export const DeadLetter = z
  .object({
    reason: z.string(),
    source: z.string().describe('`ingest` or `pipeline:<name>`.'),
    partition: z.int().nullable(),
    offset: z.int().nullable(),
    timestamp: z.string(),
    raw: z.string().describe('The original bytes in base64.'),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetter>;
