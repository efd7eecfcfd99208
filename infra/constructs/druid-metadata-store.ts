// Aurora PostgreSQL for Druid's metadata: the one thing in Druid that cannot be made again from elsewhere.
import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Sizing } from '../sizing.ts';
import type { NetworkStack } from '../stacks/network.ts';
import { acknowledge } from './acknowledge.ts';
import { removalPolicyOf } from './removal-policy.ts';

export interface MetadataStore {
  cluster: rds.DatabaseCluster;
  /** `username` and `password`, among others. */
  secret: ISecret;
}

export interface MetadataStoreProps {
  config: Config;
  sizing: Sizing;
  key: IKey;
  network: NetworkStack;
}

export function druidMetadataStore(scope: Construct, props: MetadataStoreProps): MetadataStore {
  const { config, sizing, key, network } = props;
  const engine = rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_8 });
  const cluster = new rds.DatabaseCluster(scope, 'Metadata', {
    engine,
    ...instancesOf(config, sizing),
    // Connections without TLS are refused.
    parameterGroup: new rds.ParameterGroup(scope, 'MetadataParameters', {
      engine,
      parameters: { 'rds.force_ssl': '1' },
    }),
    vpc: network.vpc,
    vpcSubnets: network.privateSubnets,
    securityGroups: [network.groups.postgres],
    credentials: rds.Credentials.fromUsername('druid', { encryptionKey: key, excludeCharacters: EXCLUDED }),
    defaultDatabaseName: 'druid',
    storageEncrypted: true,
    storageEncryptionKey: key,
    backup: { retention: Duration.days(14) },
    copyTagsToSnapshot: true,
    deletionProtection: config.environment === 'production',
    removalPolicy: removalPolicyOf(config),
  });
  explain(cluster, config);
  if (cluster.secret === undefined) throw new Error('the metadata store has no secret');
  return { cluster, secret: cluster.secret };
}

/** Passwords stand in an environment file, where these would need quotes. */
const EXCLUDED = ` %+~\`#$&*()|[]{}:;<>?!'/@"\\^=,.-_`;

function instancesOf({ druid }: Config, { postgres }: Sizing): Partial<rds.DatabaseClusterProps> {
  const readers = Array.from({ length: postgres.readers }, (_, index) => `Reader${index + 1}`);
  if (druid.postgres === 'provisioned') {
    const instanceType = new ec2.InstanceType(postgres.instanceType);
    const make = (id: string) => rds.ClusterInstance.provisioned(id, { instanceType, publiclyAccessible: false });
    return { writer: make('Writer'), readers: readers.map(make) };
  }
  return {
    serverlessV2MinCapacity: postgres.minimumAcu,
    serverlessV2MaxCapacity: postgres.maximumAcu,
    writer: rds.ClusterInstance.serverlessV2('Writer', { publiclyAccessible: false }),
    readers: readers.map(serverlessReader),
  };
}

const serverlessReader = (id: string) =>
  rds.ClusterInstance.serverlessV2(id, { publiclyAccessible: false, scaleWithWriter: true });

function explain({ node }: rds.DatabaseCluster, { environment }: Config): void {
  for (const construct of node.findAll()) {
    acknowledge(construct, {
      'AwsSolutions-RDS6': 'Druid knows a user and a password only; the network lets nobody but masters in.',
      'AwsSolutions-RDS11': 'The port is known to masters alone: another one would hide nothing.',
      'AwsSolutions-SMG4': 'Masters read it when they start: docs/deploy.md rotates it with them.',
      ...(environment === 'development' ? { 'AwsSolutions-RDS10': 'A development environment is to be removed.' } : {}),
    });
  }
}
