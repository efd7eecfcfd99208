// Makes functions of one stack with what they have in common: environment, network, role. In the VPC they reach Kafka and Druid; outside
// they reach the internet, and neither.
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib';
import type { Config, RoleName } from '../config.ts';
import type { FlinkStack } from '../stacks/flink.ts';
import type { NetworkStack } from '../stacks/network.ts';
import type { StorageStack } from '../stacks/storage.ts';
import type { StreamsStack } from '../stacks/streams.ts';
import { acknowledgeAccess, grantKey, grantNetwork, grantSecret, grantTable } from './function-access.ts';
import { functionEnvironment } from './function-environment.ts';
import { nodeFunction } from './function.ts';
import type { FunctionProps } from './function.ts';
import { role } from './role.ts';

/** What the Druid stack has for its clients. */
export interface DruidEndpoints {
  brokerUrl: string;
  coordinatorUrl: string;
  clientSecret: ISecret;
  authoritySecret: ISecret;
}

export interface FunctionKitProps {
  config: Config;
  storage: StorageStack;
  network: NetworkStack;
  streams: StreamsStack;
  flink: FlinkStack;
  druid: DruidEndpoints;
  publicUrl: string;
}

export type FunctionPlace = 'inside' | 'outside';

/** What differs from function to function. */
export interface Work extends Pick<
  FunctionProps,
  'code' | 'role' | 'memoryMb' | 'timeout' | 'concurrency' | 'failures'
> {
  place: FunctionPlace;
  /** Beside what all have. */
  environment?: Readonly<Record<string, string>>;
}

export type FunctionKit = ReturnType<typeof functionKit>;

export function functionKit(scope: Stack, props: FunctionKitProps) {
  const { config, storage, network, druid } = props;
  const { vpc, privateSubnets: subnets, groups } = network;
  const shared = environmentOf(props);
  return {
    make: (id: string, { place, environment = {}, ...work }: Work): LambdaFunction =>
      nodeFunction(scope, id, {
        ...work,
        config,
        key: storage.key,
        environment: { ...shared, ...environment },
        network: place === 'inside' ? { vpc, subnets, group: groups.functions } : undefined,
      }),
    /** With what every function needs: the table and the key; inside the network, and Druid's secrets. */
    roleOf: (name: RoleName, place: FunctionPlace): IRole => {
      const made = role(scope, { config, name, assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      grantTable(made, storage.table);
      grantKey(made, storage.key);
      if (place === 'inside') {
        grantNetwork(made);
        for (const { secretArn } of [druid.clientSecret, druid.authoritySecret]) grantSecret(made, secretArn);
      }
      acknowledgeAccess(made);
      return made;
    },
  };
}

function environmentOf({ config, storage, network, streams, flink, druid, publicUrl }: FunctionKitProps) {
  const shared = functionEnvironment({
    config,
    tableName: storage.table.tableName,
    bucketName: storage.bucket.bucketName,
    clusterArn: streams.clusterArns[0] ?? '',
    plannerArn: flink.planner.functionArn,
    flink: {
      jar: flink.jar,
      roleArn: flink.role.roleArn,
      logGroupArn: flink.logGroupArn,
      subnetIds: network.vpc.selectSubnets(network.privateSubnets).subnetIds,
      securityGroupId: network.groups.flink.securityGroupId,
      keyArn: storage.key.keyArn,
    },
    druid: {
      brokerUrl: druid.brokerUrl,
      coordinatorUrl: druid.coordinatorUrl,
      clientSecretArn: druid.clientSecret.secretArn,
      authoritySecretArn: druid.authoritySecret.secretArn,
    },
  });
  return { ...shared, MILLRACE_PUBLIC_URL: publicUrl };
}
