// A further Kafka cluster of this machine, for whoever plays MSK: formats its data once, starts it, keeps it up, stops it.
import { kafkaBroker } from './engines/kafka.ts';
import type { KafkaBrokerOptions } from './engines/kafka.ts';
import { kafkaClusterId } from './kafka-cluster-id.ts';
import { report } from './report.ts';
import { supervise } from './supervise.ts';

export type KafkaBroker = {
  readonly bootstrapServers: string;
  readonly clusterId: string;
  /** Stops the broker and waits for its end; its data stays. */
  stop(): Promise<void>;
};

/** Starts the broker of the cluster `name` and resolves when it serves; rejects with the end of its log when it does not. */
export async function startKafkaBroker(options: KafkaBrokerOptions): Promise<KafkaBroker> {
  const service = await supervise(options.home, kafkaBroker(options), { report });
  return {
    bootstrapServers: `127.0.0.1:${options.port}`,
    clusterId: kafkaClusterId(options.home, options.name),
    stop: () => service.stop(),
  };
}
