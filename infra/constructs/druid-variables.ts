// What every machine of the cluster is told, as the boot scripts name it (infra/druid/boot). Secrets are told by their ARNs.
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { artifactsOf } from '../druid/artifacts.ts';
import { differencesOf, EXTENSIONS } from '../druid/versions.ts';
import { DRUID_PORTS, POSTGRES_PORT, TASK_PORTS, ZOOKEEPER_PORTS } from '../port-matrix.ts';
import type { StorageStack } from '../stacks/storage.ts';
import type { DruidFront } from './druid-front.ts';
import type { MetadataStore } from './druid-metadata-store.ts';
import type { DruidSecrets } from './druid-secrets.ts';

export interface DruidVariablesProps {
  config: Config;
  storage: StorageStack;
  secrets: DruidSecrets;
  metadata: MetadataStore;
  front: DruidFront;
}

export function druidVariables(scope: Construct, props: DruidVariablesProps): Record<string, string> {
  const { config, storage, secrets, metadata, front } = props;
  const { properties } = differencesOf(config.druid);
  const { zoneName } = front.zone;
  const members = [1, 2, 3].map((member) => `zookeeper-${member}.${zoneName}:${ZOOKEEPER_PORTS.client}`);
  return {
    PLATFORM: config.name,
    ZONE: zoneName,
    ZOOKEEPER: members.join(','),
    COORDINATOR_URL: front.urlOf('coordinator'),
    TASKS: config.druid.tasks,
    EXTENSIONS: JSON.stringify(EXTENSIONS),
    // None of them has a space in it.
    VERSION_PROPERTIES: Object.entries(properties)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    BUCKET: storage.bucket.bucketName,
    DEEP_STORAGE: storage.deepStorage.bucketName,
    KEY_ARN: storage.key.keyArn,
    POSTGRES_HOST: metadata.cluster.clusterEndpoint.hostname,
    POSTGRES_PORT: String(POSTGRES_PORT),
    POSTGRES_USER: 'druid',
    POSTGRES_SECRET: metadata.secret.secretArn,
    ADMIN_SECRET: secrets.admin.secretArn,
    INTERNAL_SECRET: secrets.internal.secretArn,
    CLIENT_SECRET: secrets.client.secretArn,
    CERTIFICATE_SECRET: secrets.certificate.secretArn,
    AUTHORITY_SECRET: secrets.authority.secretArn,
    ...portVariables(),
    ...artifactsOf(scope),
  };
}

const portVariables = (): Record<string, string> => ({
  COORDINATOR_PORT: String(DRUID_PORTS.coordinator),
  BROKER_PORT: String(DRUID_PORTS.broker),
  HISTORICAL_PORT: String(DRUID_PORTS.historical),
  ROUTER_PORT: String(DRUID_PORTS.router),
  WORKER_PORT: String(DRUID_PORTS.middleManager),
  ZOOKEEPER_SECURE_PORT: String(ZOOKEEPER_PORTS.client),
  TASK_PORT_FROM: String(TASK_PORTS.from),
  TASK_PORT_TO: String(TASK_PORTS.to),
});
