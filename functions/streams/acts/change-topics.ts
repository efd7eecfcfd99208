// Work on a stream's topics, where what Kafka refuses is an error of the definition.
import type { Cluster } from '#engines/kafka/kafka.ts';
import { EngineError } from '#engines/engine-error.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';

/** @throws PlatformError definition.invalid if there is no such cluster, or Kafka refuses what is asked */
export async function changeTopics<Answer>(
  context: Context,
  clusterName: string,
  change: (topics: Cluster['topics']) => Promise<Answer>,
): Promise<Answer> {
  const cluster = await openCluster(context, clusterName);
  try {
    return await change(cluster.topics);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'rejected') throw error;
    throw new PlatformError('definition.invalid', error.message, { cause: error });
  }
}

async function openCluster(context: Context, name: string): Promise<Cluster> {
  try {
    return await context.kafka.cluster(name);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'not-found') throw error;
    const errors = [{ pointer: '/cluster', reason: error.message }];
    throw new PlatformError('definition.invalid', error.message, { errors, cause: error });
  }
}
