// Records as server-sent events: one an event, its id `partition:offset`; a comment when nothing came for a while, so that
// whatever stands between keeps the connection. The reader of Kafka ends with the connection.
import { streamSSE } from 'hono/streaming';
import type { Context as HttpContext } from 'hono';
import type { StreamRecord } from '#schemas/stream.ts';

const HEARTBEAT_MS = 15_000;

interface SseSource {
  batches: AsyncIterable<StreamRecord[]>;
  /** Aborted when the client leaves; `batches` must end then. */
  controller: AbortController;
  /** The connection ends after so many records; undefined: never. */
  limit: number | undefined;
}

export function sendAsSse(c: HttpContext, { batches, controller, limit = Infinity }: SseSource): Response {
  return streamSSE(
    c,
    async (stream) => {
      stream.onAbort(() => controller.abort());
      await stream.write(': open\n\n');
      let quietSince = Date.now();
      let sent = 0;
      for await (const batch of batches) {
        for (const record of batch.slice(0, limit - sent)) {
          await stream.writeSSE({ id: `${record.partition}:${record.offset}`, data: JSON.stringify(record) });
        }
        sent += batch.length;
        if (sent >= limit) return;
        if (batch.length > 0) quietSince = Date.now();
        if (Date.now() - quietSince < HEARTBEAT_MS) continue;
        await stream.write(': heartbeat\n\n');
        quietSince = Date.now();
      }
    },
    async () => controller.abort(),
  );
}
