// Makes Druid do what a stored model says: its retention and its supervisor. Repeating it changes nothing.
import { EngineError } from '#engines/engine-error.ts';
import type { StoredModel } from '#schemas/model.ts';
import { topicsOf } from '#schemas/stream.ts';
import type { StoredStream } from '#schemas/stream.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError, toPlatformError } from '#functions/platform/errors.ts';
import { timeColumnOf } from '../logic/check-model.ts';
import { compileRetention } from '../logic/compile-retention.ts';
import { compileSupervisor } from '../logic/compile-supervisor.ts';
import type { ModelState } from '../store.ts';

/**
 * The definition is stored before, so a failure here loses nothing: the answer says how to apply it again.
 * @throws PlatformError definition.invalid when Druid refuses the model, engine.* when it cannot be asked
 */
export async function applyModel(
  context: Context,
  { model, stream, desired }: { model: StoredModel; stream: StoredStream; desired: ModelState['desired'] },
): Promise<void> {
  const { bootstrapServers, javaProperties } = await context.kafka.connection(stream.cluster);
  const supervisor = compileSupervisor({
    model,
    topic: topicsOf(stream.name).main,
    timeColumn: timeColumnOf(model, stream.schema) ?? '',
    consumerProperties: { 'bootstrap.servers': bootstrapServers, ...javaProperties },
    suspended: desired === 'suspended',
  });
  try {
    await context.druid.datasources.setRules(model.name, compileRetention(model.retention));
    await context.druid.supervisors.post(supervisor);
  } catch (error) {
    throw explain(error);
  }
  context.log.info('model.applied', { model: model.name, version: model.version, desired });
}

function explain(error: unknown): unknown {
  if (!(error instanceof EngineError)) return error;
  if (error.kind === 'rejected') {
    return new PlatformError('definition.invalid', `Druid refuses the model: ${error.message}`, { cause: error });
  }
  const kept = 'the definition is stored; PUT it again, or resume it, once Druid answers';
  return new PlatformError(toPlatformError(error).code, `${error.message}; ${kept}`, { cause: error });
}
