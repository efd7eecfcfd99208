import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Artifacts } from '../../infra/druid/artifacts.ts';
import { druidMachine } from './support/druid-machine.ts';
import type { Machine } from './support/druid-machine.ts';

const NAMES = [
  'druid.tar.gz',
  'java.tar.gz',
  'aws-msk-iam-auth-all.jar',
  'netty-transport-classes-epoll.jar',
  'postgres.pem',
];

let machine: Machine;
let list: string;
beforeAll(async () => {
  machine = await druidMachine({ GROUP: 'data' });
  list = path.join(machine.root, 'artifacts.json');
});
afterAll(() => machine.stop());

/** Files as they were fetched, with names of their makers. */
const fetched = () =>
  NAMES.map((name) => {
    const file = path.join(machine.root, `fetched-${name}`);
    writeFileSync(file, `what ${name} holds`);
    return file;
  });
const upload = (args: string[]) => machine.run('upload-artifacts.sh', { MILLRACE_ARTIFACTS_FILE: list }, args);

describe('the upload of artifacts', () => {
  it('puts each file under its checksum, and writes the list that the stack reads', async () => {
    expect((await upload(['the-bucket', ...fetched()])).code).toBe(0);
    const sums = Artifacts.parse(JSON.parse(readFileSync(list, 'utf8')));
    expect(Object.keys(sums)).toEqual(NAMES);
    const expected = createHash('sha512').update('what postgres.pem holds').digest('hex');
    expect(sums['postgres.pem']).toBe(expected);
    expect(machine.read(`stub/bucket/druid/artifacts/${expected}/postgres.pem`)).toBe('what postgres.pem holds');
  });

  it('says how it is used when a file is missing', async () => {
    const { code, output } = await upload(['the-bucket', 'druid.tar.gz']);
    expect(code).toBe(2);
    expect(output).toContain('usage: upload-artifacts.sh BUCKET druid.tar.gz java.tar.gz');
  });
});
