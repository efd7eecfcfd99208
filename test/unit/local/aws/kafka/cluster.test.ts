import { expect, it } from 'vitest';
import { type Cluster, freeSlot } from '#local/aws/kafka/cluster.ts';

const cluster = (slot: number): Cluster => ({
  name: `c${slot}`,
  slot,
  createdAt: 0,
  state: 'ACTIVE',
  failure: null,
  tags: {},
  provisioned: {
    brokerNodeGroupInfo: { clientSubnets: [], instanceType: 'kafka.m7g.large' },
    kafkaVersion: '4.2.0',
    numberOfBrokerNodes: 1,
  },
});

it('a cluster takes the lowest free pair of ports, and none when all are taken', () => {
  expect(freeSlot([cluster(0), cluster(2)], 3)).toBe(1);
  expect(freeSlot([cluster(0), cluster(1)], 2)).toBeUndefined();
});
