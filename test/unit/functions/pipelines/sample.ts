// A pipeline with every kind of node, and its streams.
import type { StreamAccess } from '#functions/pipelines/logic/stream-access.ts';
import { Pipeline } from '#schemas/pipeline.ts';
import { StreamSchema } from '#schemas/stream.ts';

export function access(name: string, schema: object, compacted = false): StreamAccess {
  return {
    stream: { name, schema: StreamSchema.parse(schema), compacted },
    connection: { bootstrapServers: '127.0.0.1:7074', javaProperties: {} },
  };
}

const time = { name: 'time', type: 'timestamp', nullable: false };
const origin = { name: 'origin', type: 'string', nullable: false };

export const streams = new Map(
  [
    access('flights', {
      fields: [time, origin, { name: 'delay', type: 'int' }, { name: 'distance', type: 'double' }],
      eventTime: 'time',
      key: 'origin',
    }),
    access(
      'airports',
      {
        fields: [
          { name: 'iata', type: 'string', nullable: false },
          { name: 'city', type: 'string' },
        ],
        key: 'iata',
      },
      true,
    ),
    access('flights_clean', {
      fields: [
        time,
        origin,
        { name: 'city', type: 'string' },
        { name: 'hours', type: 'double' },
        { name: 'note', type: 'string' },
      ],
      eventTime: 'time',
      key: 'origin',
    }),
    access('delays', {
      fields: [
        { name: 'origin', type: 'string' },
        { name: 'flights', type: 'long' },
      ],
    }),
  ].map((each) => [each.stream.name, each]),
);

export const everyNode = Pipeline.parse({
  name: 'flights-clean',
  owner: 'tests',
  nodes: [
    { kind: 'stream-source', name: 'flights', stream: 'flights', lateRows: 'divert' },
    { kind: 'filter', name: 'late', input: 'flights', condition: '`delay` > 15 -- minutes' },
    {
      kind: 'select',
      name: 'shaped',
      input: 'late',
      columns: [{ name: 'time' }, { name: 'origin' }, { name: 'hours', expression: '`delay`\n/ 60.0' }],
    },
    {
      kind: 'embed-dimension',
      name: 'with_city',
      input: 'shaped',
      dimension: 'airports',
      on: 'origin',
      columns: [{ name: 'city', field: 'city' }],
    },
    { kind: 'stream-sink', name: 'clean', input: 'with_city', stream: 'flights_clean', delivery: 'exactly-once' },
    {
      kind: 'sql',
      name: 'hourly',
      inputs: ['flights'],
      sql: "SELECT `origin`, COUNT(*) AS `flights`\nFROM TABLE(TUMBLE(TABLE `flights`, DESCRIPTOR(`time`), INTERVAL '1' HOUR))\nGROUP BY `origin`, window_start, window_end;",
    },
    { kind: 'stream-sink', name: 'counts', input: 'hourly', stream: 'delays' },
  ],
});

export const sqlColumns = new Map([['hourly', ['origin', 'flights']]]);
