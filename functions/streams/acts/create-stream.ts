// Makes a stream: its topics first, then its definition. What was left half-finished is finished by asking again.
import type { StoredStream, Stream } from '#schemas/stream.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { planTopics } from '../logic/plan-topics.ts';
import type { TopicPlan } from '../logic/plan-topics.ts';
import { streamStore } from '../store.ts';
import { changeTopics } from './change-topics.ts';

/** @throws PlatformError definition.exists, or definition.invalid if a topic is there that has more partitions */
export async function createStream(context: Context, stream: Stream): Promise<StoredStream> {
  const store = streamStore(context.table);
  if ((await store.get(stream.name)) !== undefined) throw nameTaken(stream.name);
  return changeTopics(context, stream.cluster, async (topics) => {
    const adopted: TopicPlan[] = [];
    for (const plan of planTopics(stream)) {
      if (!(await topics.create(plan))) adopted.push(plan);
    }
    for (const plan of adopted) requirePartitions(plan, await topics.countPartitions(plan.topic));
    const stored = await store.create(stream, context.now()).catch((error: unknown) => {
      throw error instanceof ConditionFailed ? nameTaken(stream.name) : error;
    });
    for (const plan of adopted) await topics.alter(plan);
    return stored;
  });
}

function requirePartitions({ topic, partitions }: TopicPlan, existing: number): void {
  if (existing <= partitions) return;
  const reason = `the topic "${topic}" is there already, with ${existing} partitions`;
  throw new PlatformError('definition.invalid', reason, { errors: [{ pointer: '/partitions', reason }] });
}

const nameTaken = (name: string) => new PlatformError('definition.exists', `there is a stream "${name}" already`);
