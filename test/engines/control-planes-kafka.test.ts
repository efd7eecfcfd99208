// MSK's control plane: the real SDK client on one side, real Kafka brokers on the other.
import { once } from 'node:events';
import { connect } from 'node:net';
import {
  CreateClusterV2Command,
  DeleteClusterCommand,
  DescribeClusterV2Command,
  GetBootstrapBrokersCommand,
  KafkaClient,
  ListClustersV2Command,
} from '@aws-sdk/client-kafka';
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { afterAll, describe, expect, it } from 'vitest';
import { until } from './control-planes/until.ts';

const client = new KafkaClient({ maxAttempts: 1 });
const ClusterName = 'test-second';
const Provisioned = {
  BrokerNodeGroupInfo: { ClientSubnets: ['subnet-1', 'subnet-2'], InstanceType: 'kafka.m7g.large' },
  KafkaVersion: '4.2.0',
  NumberOfBrokerNodes: 2,
};

async function findCluster(name: string) {
  const { ClusterInfoList = [] } = await client.send(new ListClustersV2Command({ ClusterNameFilter: name }));
  return ClusterInfoList[0];
}

async function deleteCluster(): Promise<void> {
  const cluster = await findCluster(ClusterName);
  if (cluster === undefined) return;
  await client.send(new DeleteClusterCommand({ ClusterArn: cluster.ClusterArn }));
  await until(
    () => findCluster(ClusterName),
    (found) => found === undefined,
  );
}

async function sendAndReceive(bootstrapBrokers: string): Promise<string | undefined> {
  const options = { clientId: 'test', bootstrapBrokers: [bootstrapBrokers] };
  const admin = new Admin({ ...options, retries: 0 });
  const producer = new Producer({ ...options, serializers: stringSerializers });
  const consumer = new Consumer({ ...options, groupId: 'test', deserializers: stringDeserializers });
  try {
    await admin.createTopics({ topics: ['events'], partitions: 1, replicas: 1 });
    await producer.send({ messages: [{ topic: 'events', value: 'hello' }] });
    const stream = await consumer.consume({ topics: ['events'], mode: 'earliest' });
    for await (const message of stream) return message.value;
    return undefined;
  } finally {
    await Promise.all([admin.close(), producer.close(), consumer.close(true)]);
  }
}

async function connectTo(address: string): Promise<void> {
  const [host, port] = address.split(':');
  const socket = connect({ host, port: Number(port) });
  await once(socket, 'connect').finally(() => socket.destroy());
}

afterAll(async () => {
  await deleteCluster();
  client.destroy();
});

describe('the default cluster', () => {
  const ClusterArn = process.env['MILLRACE_CLUSTER_ARN'];

  it('is listed, ACTIVE, and has the bootstrap address of the broker that runs', async () => {
    const { ClusterInfo } = await client.send(new DescribeClusterV2Command({ ClusterArn }));
    const { BootstrapBrokerString = '' } = await client.send(new GetBootstrapBrokersCommand({ ClusterArn }));

    expect(ClusterInfo).toMatchObject({ ClusterName: 'main', State: 'ACTIVE', ClusterType: 'PROVISIONED' });
    expect(ClusterInfo?.CreationTime).toBeInstanceOf(Date);
    expect(await findCluster('main')).toMatchObject({ ClusterArn });
    expect(BootstrapBrokerString).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('cannot be deleted', async () => {
    await expect(client.send(new DeleteClusterCommand({ ClusterArn }))).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });
});

describe('a created cluster', () => {
  it('is a broker of its own: it becomes ACTIVE, takes and gives records, and is gone when deleted', async () => {
    const created = await client.send(new CreateClusterV2Command({ ClusterName, Provisioned }));
    await until(
      () => findCluster(ClusterName),
      (cluster) => cluster?.State === 'ACTIVE',
    );
    const ClusterArn = created.ClusterArn;
    const { BootstrapBrokerString = '' } = await client.send(new GetBootstrapBrokersCommand({ ClusterArn }));
    const received = await sendAndReceive(BootstrapBrokerString);
    await deleteCluster();

    expect(created).toMatchObject({ ClusterName, State: 'CREATING' });
    expect(received).toBe('hello');
    await expect(client.send(new DescribeClusterV2Command({ ClusterArn }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
    await expect(connectTo(BootstrapBrokerString)).rejects.toThrow('ECONNREFUSED');
  });

  it('is refused when its name is taken or a field is missing, which is named', async () => {
    const taken = new CreateClusterV2Command({ ClusterName: 'main', Provisioned });
    const incomplete = new CreateClusterV2Command({
      ClusterName: 'test-incomplete',
      Provisioned: { ...Provisioned, KafkaVersion: undefined },
    });

    await expect(client.send(taken)).rejects.toMatchObject({ name: 'ConflictException' });
    await expect(client.send(incomplete)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining('provisioned.kafkaVersion'),
    });
  });
});
