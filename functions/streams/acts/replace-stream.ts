// Changes a stream: its topics first, so that the definition never promises what Kafka has refused.
import type { FieldError } from '#schemas/problem.ts';
import type { StoredStream, Stream } from '#schemas/stream.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { checkFixedFields } from '../logic/check-fixed-fields.ts';
import { checkSchemaChange } from '../logic/check-schema-change.ts';
import { planTopics } from '../logic/plan-topics.ts';
import { streamStore } from '../store.ts';
import { changeTopics } from './change-topics.ts';
import { getStream } from './get-stream.ts';

interface Replacement {
  name: string;
  stream: Stream;
  ifMatch: string | undefined;
}

/**
 * Repeating it gives the topics their settings again.
 * @throws PlatformError definition.not-found, definition.version-conflict, definition.invalid, stream.schema-incompatible
 */
export async function replaceStream(context: Context, { name, stream, ifMatch }: Replacement): Promise<StoredStream> {
  const before = await getStream(context, name);
  requireVersion(ifMatch, before);
  refuse('definition.invalid', checkFixedFields(before, stream));
  refuse('stream.schema-incompatible', checkSchemaChange(before.schema, stream.schema));
  await changeTopics(context, stream.cluster, async (topics) => {
    for (const plan of planTopics(stream)) {
      await topics.create(plan);
      await topics.alter(plan);
    }
  });
  return streamStore(context.table).replace(stream, before, context.now());
}

function refuse(code: 'definition.invalid' | 'stream.schema-incompatible', errors: FieldError[]): void {
  if (errors.length === 0) return;
  const detail = errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; ');
  throw new PlatformError(code, detail, { errors });
}
