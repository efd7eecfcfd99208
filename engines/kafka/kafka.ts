// Kafka as acts see it: clusters by name, each with its clients, which connect at their first call. `close` ends them all.
import type { BaseOptions } from '@platformatic/kafka';
import { openClusterDirectory } from './cluster-directory.ts';
import type { KafkaAuth } from './cluster-directory.ts';
import { openProducer } from './producer.ts';
import { openTail } from './open-tail.ts';
import { openPartitionWatch } from './partition-watch.ts';
import { readRecords } from './read-records.ts';
import { openTopicAdmin } from './topic-admin.ts';

const MAIN = 'main';

export type Kafka = ReturnType<typeof openKafka>;
export type Cluster = ReturnType<typeof openCluster>;

export function openKafka({ mainClusterArn, auth }: { mainClusterArn: string; auth: KafkaAuth }) {
  const directory = openClusterDirectory({ mainClusterArn, auth });
  const open = new Map<string, { bootstrapServers: string; cluster: Cluster }>();

  /** @throws EngineError kafka: `not-found` if there is no such cluster */
  const clusterOf = async (name: string): Promise<Cluster> => {
    const { bootstrapServers } = await directory.connection(name);
    const known = open.get(name);
    if (known?.bootstrapServers === bootstrapServers) return known.cluster;
    const cluster = openCluster({
      clientId: 'millrace',
      bootstrapBrokers: bootstrapServers.split(','),
      connectTimeout: 1000,
      requestTimeout: 10_000,
      // With fewer an idempotent producer would try for ever.
      retries: 2,
      retryDelay: 250,
      ...directory.nodeOptions(),
    });
    open.set(name, { bootstrapServers, cluster });
    await known?.cluster.close();
    return cluster;
  };

  return {
    connection: directory.connection,
    cluster: clusterOf,
    /** Resolves if the main cluster answers. */
    check: async (): Promise<void> => (await clusterOf(MAIN)).topics.check(),
    close: async (): Promise<void> => {
      directory.close();
      await Promise.all([...open.values()].map(({ cluster }) => cluster.close()));
      open.clear();
    },
  };
}

function openCluster(options: BaseOptions) {
  const topics = openTopicAdmin(options);
  const producer = openProducer(options);
  const watch = openPartitionWatch(options);
  const deleteTopic = async (topic: string): Promise<void> => {
    await topics.delete(topic);
    // Writing to a partition that a topic of the same name does not have any more would end this process:
    // the client (2.12) reads the partition's leader without looking whether there is one.
    producer.forgetTopics();
  };
  return {
    topics: { ...topics, delete: deleteTopic },
    send: producer.send,
    read: (request: Parameters<typeof readRecords>[1]) => readRecords(options, request),
    watch,
    tail: (request: Parameters<typeof openTail>[1]) => openTail(options, request),
    close: async (): Promise<void> => {
      await Promise.all([topics.close(), producer.close(), watch.close()]);
    },
  };
}
