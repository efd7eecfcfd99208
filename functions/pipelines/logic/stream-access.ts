// A stream and where its records are: what the compiler knows of the world outside the pipeline.
import type { Stream } from '#schemas/stream.ts';

export interface StreamAccess {
  stream: Pick<Stream, 'name' | 'schema' | 'compacted'>;
  connection: { bootstrapServers: string; javaProperties: Readonly<Record<string, string>> };
}

/** The options of a Kafka table for one of the stream's topics. */
export function connectionOptions({ connection }: StreamAccess, topic: string): Record<string, string> {
  const properties = Object.entries(connection.javaProperties).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    topic,
    'properties.bootstrap.servers': connection.bootstrapServers,
    ...Object.fromEntries(properties.map(([key, value]) => [`properties.${key}`, value])),
  };
}

/** Fields that a record must have: those that are not nullable, the event time and the key; in the schema's order. */
export function requiredFields({ stream: { schema } }: StreamAccess): string[] {
  return schema.fields
    .filter(({ name, nullable }) => !nullable || name === schema.eventTime || name === schema.key)
    .map(({ name }) => name);
}
