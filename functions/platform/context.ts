// What acts work with: settings, the engines' clients (each connects at its first call), time, ids and the log.
import { randomBytes, randomUUID } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import { openTable } from '#engines/dynamodb/table.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { createLog } from './log.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';

export interface Context {
  settings: Settings;
  table: Table;
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
  const ulid = monotonicFactory();
  return {
    settings,
    table,
    log: createLog('millrace'),
    now: () => new Date(),
    newId: () => ulid(),
    newUuid: () => randomUUID(),
    newSecret: () => randomBytes(32),
    close: async () => {
      table.close();
    },
  };
}
