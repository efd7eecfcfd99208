// A Kafka record as readers see it.
import type { StreamRecord } from '#schemas/stream.ts';

interface KafkaRecord {
  partition: number;
  offset: bigint;
  timestampMs: number;
  key: Buffer | null;
  value: Buffer | null;
}

export function toStreamRecord({ partition, offset, timestampMs, key, value }: KafkaRecord): StreamRecord {
  return {
    partition,
    offset: String(offset),
    timestamp: new Date(timestampMs).toISOString(),
    key: key === null ? null : key.toString('utf8'),
    ...parsed(value),
  };
}

function parsed(bytes: Buffer | null): { value: unknown; raw?: string } {
  if (bytes === null) return { value: null };
  try {
    return { value: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return { value: null, raw: bytes.toString('base64') };
  }
}
