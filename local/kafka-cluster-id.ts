// The id of a Kafka cluster is chosen once, before its first start, and kept beside its data.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Home } from './home.ts';

/** The id (16 bytes, base64url) of this home's cluster with this name; chosen now if there is none yet. */
export function kafkaClusterId(home: Home, name: string): string {
  const file = home.data('kafka', name, 'cluster-id');
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, randomId(), { flag: 'wx' });
  }
  return readFileSync(file, 'utf8');
}

/** Kafka's tools take an id that begins with `-` for an option. */
function randomId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? randomId() : id;
}
