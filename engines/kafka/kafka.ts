// Kafka as acts see it: clusters by name. Each client connects at its first call; `close` ends them all.
import { Admin } from '@platformatic/kafka';
import { openClusterDirectory } from './cluster-directory.ts';
import type { KafkaAuth } from './cluster-directory.ts';
import { toKafkaError } from './kafka-error.ts';

const MAIN = 'main';

export type Kafka = ReturnType<typeof openKafka>;

export function openKafka({ mainClusterArn, auth }: { mainClusterArn: string; auth: KafkaAuth }) {
  const directory = openClusterDirectory({ mainClusterArn, auth });

  return {
    connection: directory.connection,
    /** Resolves if the main cluster answers within 2 s. */
    check: async (): Promise<void> => {
      const { bootstrapServers } = await directory.connection(MAIN);
      const admin = new Admin({
        clientId: 'millrace',
        bootstrapBrokers: bootstrapServers.split(','),
        connectTimeout: 1000,
        requestTimeout: 2000,
        retries: 0,
        ...directory.nodeOptions(),
      });
      try {
        await admin.metadata({ topics: [] });
      } catch (error) {
        throw toKafkaError(error);
      } finally {
        await admin.close();
      }
    },
    close: async (): Promise<void> => {
      directory.close();
    },
  };
}
