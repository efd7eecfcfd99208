// Topics of one cluster: create, look at, change, delete. Every call may be repeated.
import { setTimeout as sleep } from 'node:timers/promises';
import { Admin, ConfigResourceTypes, IncrementalAlterConfigOperationTypes } from '@platformatic/kafka';
import type { BaseOptions } from '@platformatic/kafka';
import { callKafka, hasKafkaCode } from './kafka-error.ts';

const SEEN_TRIES = 40;
const SEEN_MS = 50;

export interface TopicRequest {
  topic: string;
  partitions: number;
  configs: Record<string, string>;
}

export interface TopicDescription {
  partitions: number;
  /** Every setting of the topic that it holds itself or inherits. */
  configs: Record<string, string>;
}

/** The replicas of a new topic, and how many must have a record, are the cluster's defaults. */
export function openTopicAdmin(options: BaseOptions) {
  const admin = new Admin(options);
  const countPartitions = async (topic: string): Promise<number> => {
    const { topics } = await callKafka(() => admin.metadata({ topics: [topic], forceUpdate: true }));
    return topics.get(topic)?.partitionsCount ?? 0;
  };

  const create = async ({ topic, partitions, configs }: TopicRequest): Promise<boolean> => {
    const settings = Object.entries(configs).map(([name, value]) => ({ name, value }));
    try {
      await callKafka(() => admin.createTopics({ topics: [topic], partitions, configs: settings }));
      return true;
    } catch (error) {
      if (hasKafkaCode(error, 'TOPIC_ALREADY_EXISTS')) return false;
      throw error;
    }
  };

  const alter = async ({ topic, partitions, configs }: TopicRequest): Promise<void> => {
    const settings = Object.entries(configs).map(([name, value]) => ({
      name,
      value,
      configOperation: IncrementalAlterConfigOperationTypes.SET,
    }));
    const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configs: settings };
    await callKafka(() => admin.incrementalAlterConfigs({ resources: [resource] }));
    if ((await countPartitions(topic)) >= partitions) return;
    await callKafka(() => admin.createPartitions({ topics: [{ name: topic, count: partitions }] }));
    // Brokers hear of it one after the other.
    for (let tries = 0; tries < SEEN_TRIES && (await countPartitions(topic)) < partitions; tries++)
      await sleep(SEEN_MS);
  };

  return {
    /** @returns false if it was there before, whatever its settings */
    create,
    /** Gives a topic its settings, and partitions if it has fewer (Kafka cannot take any away). */
    alter,
    countPartitions,
    describe: async (topic: string): Promise<TopicDescription> => {
      const partitions = await countPartitions(topic);
      const resources = [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic }];
      const [description] = await callKafka(() => admin.describeConfigs({ resources }));
      const configs = (description?.configs ?? []).map(({ name, value }) => [name, value ?? ''] as const);
      return { partitions, configs: Object.fromEntries(configs) };
    },
    /** A topic that is not there counts as deleted. */
    delete: async (topic: string): Promise<void> => {
      try {
        await callKafka(() => admin.deleteTopics({ topics: [topic] }));
      } catch (error) {
        if (!hasKafkaCode(error, 'UNKNOWN_TOPIC_OR_PARTITION')) throw error;
      }
    },
    /** Resolves if a broker answers. */
    check: async (): Promise<void> => {
      await callKafka(() => admin.metadata({ topics: [], forceUpdate: true, retries: 0 }));
    },
    close: async (): Promise<void> => admin.close(),
  };
}
