// What acts work with: settings, the engines' clients (each connects at its first call), time, ids, the log and metrics.
import { randomBytes, randomUUID } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import { DruidAuthority, DruidClient } from '#engines/druid/druid-connection.ts';
import { openDruid } from '#engines/druid/druid.ts';
import type { Druid } from '#engines/druid/druid.ts';
import { openTable } from '#engines/dynamodb/table.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { openFlink } from '#engines/flink/flink.ts';
import type { Flink } from '#engines/flink/flink.ts';
import { openPlanner } from '#engines/flink/planner.ts';
import type { Planner } from '#engines/flink/planner.ts';
import { openKafka } from '#engines/kafka/kafka.ts';
import type { Kafka } from '#engines/kafka/kafka.ts';
import { openBucket } from '#engines/s3/bucket.ts';
import type { Bucket } from '#engines/s3/bucket.ts';
import { openSecret } from '#engines/secrets-manager/read-secret.ts';
import { createLog } from './log.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import type { Settings } from './settings.ts';

export interface Context {
  settings: Settings;
  table: Table;
  kafka: Kafka;
  druid: Druid;
  flink: Flink;
  planner: Planner;
  s3: Bucket;
  log: Log;
  metrics: Metrics;
  now: () => Date;
  /** A ULID: later ids sort after earlier ones. */
  newId: () => string;
  newUuid: () => string;
  /** 256 random bits. */
  newSecret: () => Buffer;
  close: () => Promise<void>;
}

export function createContext(settings: Settings): Context {
  const table = openTable({ name: settings.table });
  const kafka = openKafka({ mainClusterArn: settings.clusterArn, auth: settings.kafkaAuth });
  const druid = openDruid(druidOptions(settings));
  const flink = openFlink(flinkHosting(settings));
  const planner = openPlanner({ functionName: settings.plannerFunction });
  const s3 = openBucket({ name: settings.bucket });
  const ulid = monotonicFactory();
  return {
    settings,
    table,
    kafka,
    druid,
    flink,
    planner,
    s3,
    log: createLog('millrace'),
    metrics: createMetrics('millrace'),
    now: () => new Date(),
    newId: () => ulid(),
    newUuid: () => randomUUID(),
    newSecret: () => randomBytes(32),
    close: async () => {
      for (const client of [table, flink, planner, s3]) client.close();
      await kafka.close();
      await druid.close();
    },
  };
}

function druidOptions({ druidBrokerUrl, druidCoordinatorUrl, druidSecretArn, druidAuthoritySecretArn }: Settings) {
  const urls = { brokerUrl: druidBrokerUrl, coordinatorUrl: druidCoordinatorUrl };
  if (druidSecretArn === undefined) return urls;
  const client = openSecret({ arn: druidSecretArn, schema: DruidClient });
  if (druidAuthoritySecretArn === undefined) return { ...urls, access: { client } };
  return {
    ...urls,
    access: { client, authority: openSecret({ arn: druidAuthoritySecretArn, schema: DruidAuthority }) },
  };
}

function flinkHosting({ flinkJar, flinkRoleArn, flinkLogGroupArn, flinkNetwork, flinkKeyArn }: Settings) {
  const partition = flinkRoleArn.split(':')[1] ?? 'aws';
  return {
    code: { bucket: flinkJar.bucket, jarKey: flinkJar.key, partition },
    roleArn: flinkRoleArn,
    logGroupArn: flinkLogGroupArn,
    network: flinkNetwork,
    keyArn: flinkKeyArn,
  };
}
