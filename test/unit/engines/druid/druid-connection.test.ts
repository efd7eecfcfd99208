// A server that asks for a password, with a certificate of an authority that nobody else trusts: as Druid is on AWS.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDruid } from '#engines/druid/druid.ts';
import { EngineError } from '#engines/engine-error.ts';

const pem = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'support', 'tls', `${name}.pem`), 'utf8');
const ca = pem('ca');
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

let server: Server;
let url: string;
let accepted = basic('millrace:first');

beforeAll(async () => {
  server = createServer({ cert: pem('server'), key: pem('server-key') }, (request, response) => {
    response.statusCode = request.headers.authorization === accepted ? 200 : 401;
    response.end('true');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = typeof address === 'object' && address !== null ? `https://127.0.0.1:${address.port}` : '';
});

afterAll(() => server.close());

interface User {
  username: string;
  password: string;
}

function druidWith(users: User[], authority?: string) {
  const reads: number[] = [];
  const client = {
    read: async () => {
      reads.push(reads.length);
      return users[Math.min(reads.length, users.length) - 1] ?? { username: 'nobody', password: 'none' };
    },
    forget: () => undefined,
  };
  const signed = authority === undefined ? undefined : { read: async () => ({ authority }), forget: () => undefined };
  const access = { client, authority: signed };
  return { reads, druid: openDruid({ brokerUrl: url, coordinatorUrl: url, access }) };
}

describe('the connection to Druid', () => {
  it('shows the password of the secret and trusts its authority', async () => {
    const { druid, reads } = druidWith([{ username: 'millrace', password: 'first' }], ca);
    await expect(druid.check()).resolves.toBeUndefined();
    expect(reads).toHaveLength(1);
    await druid.close();
  });

  it('trusts no server whose authority it was not told of', async () => {
    const { druid } = druidWith([{ username: 'millrace', password: 'first' }]);
    await expect(druid.check()).rejects.toBeInstanceOf(EngineError);
    await druid.close();
  });

  it('reads the secret again once Druid has refused its password', async () => {
    accepted = basic('millrace:second');
    const users = [
      { username: 'millrace', password: 'first' },
      { username: 'millrace', password: 'second' },
    ];
    const { druid, reads } = druidWith(users, ca);
    await expect(druid.check()).rejects.toThrow('401');
    await expect(druid.check()).resolves.toBeUndefined();
    expect(reads).toHaveLength(2);
    await druid.close();
  });
});
