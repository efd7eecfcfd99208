// The Kafka clusters of a home: `main`, which the launcher runs, and those created here, each a real broker with data and
// ports of its own. They are kept in one file and started again with the home.
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import * as z from 'zod';
import { clusterArn, defaultCluster } from '#local/environment.ts';
import type { Home } from '#local/home.ts';
import { type KafkaBroker, startKafkaBroker } from '#local/kafka-cluster.ts';
import { kafkaClusterId } from '#local/kafka-cluster-id.ts';
import type { Ports } from '#local/ports.ts';
import { AwsError } from '../aws-error.ts';
import { writeWhole } from '../write-whole.ts';
import { Cluster, type CreateClusterV2, freeSlot } from './cluster.ts';

const SLOTS = 15;

export type KafkaClusters = ReturnType<typeof openKafkaClusters>;

/** Reads the clusters and starts the brokers of those that were created before. */
export function openKafkaClusters({ home, ports }: { home: Home; ports: Ports }) {
  const file = home.data('kafka', 'clusters.json');
  const brokers = new Map<string, Promise<KafkaBroker>>();
  let clusters = existsSync(file) ? z.array(Cluster).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];

  const keep = (next: Cluster[]): void => {
    clusters = next;
    writeWhole(file, `${JSON.stringify(clusters, null, 2)}\n`);
  };
  const change = (name: string, update: Partial<Cluster>): void => {
    keep(clusters.map((each) => (each.name === name ? { ...each, ...update } : each)));
  };
  const start = ({ name, slot }: Cluster): void => {
    const port = ports.kafkaClusters + 2 * slot;
    const broker = startKafkaBroker({ home, name, port, controllerPort: port + 1 });
    brokers.set(name, broker);
    broker.then(
      () => change(name, { state: 'ACTIVE', failure: null }),
      (error: unknown) => change(name, { state: 'FAILED', failure: String(error) }),
    );
  };
  const remove = async (name: string): Promise<void> => {
    await stopBroker(brokers.get(name));
    brokers.delete(name);
    rmSync(home.data('kafka', name), { recursive: true, force: true });
    keep(clusters.filter((each) => each.name !== name));
  };

  for (const cluster of clusters) {
    if (cluster.state === 'DELETING') {
      void remove(cluster.name);
    } else {
      change(cluster.name, { state: 'HEALING' });
      start(cluster);
    }
  }

  return {
    list: (): Cluster[] => [mainCluster(home), ...clusters],
    arnOf: (name: string): string => clusterArn(name, kafkaClusterId(home, name)),
    bootstrapOf: ({ name, slot }: Cluster): string =>
      `127.0.0.1:${name === defaultCluster ? ports.kafka : ports.kafkaClusters + 2 * slot}`,
    /** CREATING until its broker serves. */
    create({ clusterName, tags, provisioned }: CreateClusterV2, now: number): Cluster {
      if (clusterName === defaultCluster || clusters.some(({ name }) => name === clusterName))
        throw new AwsError('ConflictException', `A cluster named ${clusterName} exists already`, { status: 409 });
      const slot = freeSlot(clusters, SLOTS);
      if (slot === undefined)
        throw new AwsError('TooManyRequestsException', `This machine has at most ${SLOTS} created clusters`, {
          status: 429,
        });
      const cluster: Cluster = {
        name: clusterName,
        slot,
        createdAt: now,
        state: 'CREATING',
        failure: null,
        tags,
        provisioned,
      };
      keep([...clusters, cluster]);
      start(cluster);
      return cluster;
    },
    /** DELETING until its broker has ended and its data is gone; the default cluster stays. */
    delete(name: string): void {
      if (name === defaultCluster)
        throw new AwsError('BadRequestException', `Cluster ${name} is this machine's own and cannot be deleted`);
      change(name, { state: 'DELETING' });
      void remove(name);
    },
    async close(): Promise<void> {
      await Promise.all([...brokers.values()].map((broker) => stopBroker(broker)));
    },
  };
}

/** A broker that never came up has ended by itself. */
async function stopBroker(broker: Promise<KafkaBroker> | undefined): Promise<void> {
  const running = await broker?.catch(() => undefined);
  await running?.stop();
}

function mainCluster(home: Home): Cluster {
  return {
    name: defaultCluster,
    slot: 0,
    createdAt: statSync(home.data('kafka', defaultCluster)).birthtimeMs,
    state: 'ACTIVE',
    failure: null,
    tags: {},
    provisioned: {
      brokerNodeGroupInfo: { clientSubnets: [], instanceType: 'kafka.local' },
      kafkaVersion: '4.2.0',
      numberOfBrokerNodes: 1,
    },
  };
}
