// What acts work with: settings, the engines' clients (each connects at its first call), time, ids and the log.
import { randomBytes, randomUUID } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import { openDruid } from '#engines/druid/druid.ts';
import type { Druid } from '#engines/druid/druid.ts';
import { openTable } from '#engines/dynamodb/table.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { openKafka } from '#engines/kafka/kafka.ts';
import type { Kafka } from '#engines/kafka/kafka.ts';
import { createLog } from './log.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';

export interface Context {
  settings: Settings;
  table: Table;
  kafka: Kafka;
  druid: Druid;
  log: Log;
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
  const druid = openDruid({ brokerUrl: settings.druidBrokerUrl, coordinatorUrl: settings.druidCoordinatorUrl });
  const ulid = monotonicFactory();
  return {
    settings,
    table,
    kafka,
    druid,
    log: createLog('millrace'),
    now: () => new Date(),
    newId: () => ulid(),
    newUuid: () => randomUUID(),
    newSecret: () => randomBytes(32),
    close: async () => {
      table.close();
      await kafka.close();
      await druid.close();
    },
  };
}
