// Streams that events come in for, with their compiled checks: read again after three seconds.
import type { StoredStream } from '#schemas/stream.ts';
import type { Context } from '#functions/platform/context.ts';
import { compileRecordCheck } from '../logic/compile-record-check.ts';
import type { RecordCheck } from '../logic/compile-record-check.ts';
import { getStream } from './get-stream.ts';

const REMEMBERED_MS = 3_000;
const REMEMBERED_STREAMS = 1_000;

export interface KnownStream {
  stream: StoredStream;
  check: RecordCheck;
}

export type KnownStreams = ReturnType<typeof openKnownStreams>;

export function openKnownStreams(context: Context) {
  const known = new Map<string, KnownStream & { until: number }>();
  return {
    /** @throws PlatformError definition.not-found */
    get: async (name: string): Promise<KnownStream> => {
      const now = context.now().getTime();
      const found = known.get(name);
      if (found !== undefined && found.until > now) return found;
      known.delete(name);
      const stream = await getStream(context, name);
      if (known.size >= REMEMBERED_STREAMS) known.clear();
      const entry = { stream, check: compileRecordCheck(stream.schema), until: now + REMEMBERED_MS };
      known.set(name, entry);
      return entry;
    },
    /** After a change in this process; others notice within three seconds. */
    forget: (name: string): void => {
      known.delete(name);
    },
  };
}
