// A Kafka cluster as this machine's MSK keeps it. Its broker's data, ARN and ports follow from its name and slot.
import * as z from 'zod';

/** `provisioned` of CreateClusterV2 (MSK API 2018-11-14): kept and answered as it was asked, one broker runs. */
export const ProvisionedRequest = z.looseObject({
  brokerNodeGroupInfo: z.looseObject({ clientSubnets: z.array(z.string()), instanceType: z.string().min(1) }),
  kafkaVersion: z.string().min(1),
  numberOfBrokerNodes: z.int().min(1).max(15),
});

export const Cluster = z.strictObject({
  name: z.string(),
  /** Which pair of ports it has. */
  slot: z.int().min(0),
  createdAt: z.number(),
  /** HEALING while its broker is started again with the home. */
  state: z.enum(['CREATING', 'ACTIVE', 'HEALING', 'DELETING', 'FAILED']),
  failure: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  provisioned: ProvisionedRequest,
});
export type Cluster = z.infer<typeof Cluster>;

export const CreateClusterV2 = z.strictObject({
  clusterName: z
    .string()
    .max(64)
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9-]*$/, 'must be letters, digits and hyphens'),
  tags: z.record(z.string(), z.string()).default({}),
  provisioned: ProvisionedRequest,
});
export type CreateClusterV2 = z.infer<typeof CreateClusterV2>;

/** The lowest pair of ports that no cluster has; undefined when all are taken. Pure. */
export function freeSlot(clusters: Cluster[], slots: number): number | undefined {
  const taken = new Set(clusters.map(({ slot }) => slot));
  return Array.from({ length: slots }, (_, slot) => slot).find((slot) => !taken.has(slot));
}
