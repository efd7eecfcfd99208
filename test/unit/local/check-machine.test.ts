import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '#local/check-machine.ts';
import { readPorts } from '#local/ports.ts';
import { isFree } from '#local/probe.ts';

const ports = readPorts({});
const plenty = { takenPorts: [], memoryBytes: 16 * 1024 ** 3, diskBytes: 100 * 1024 ** 3 };

describe('the check of the machine', () => {
  it('has nothing to say of a machine with enough of everything', () => {
    expect(problemsOf(plenty, ports)).toEqual([]);
  });

  it('names a taken port, whose it is, how to find its owner and how to move it', () => {
    expect(problemsOf({ ...plenty, takenPorts: ['kafka'] }, ports)).toEqual([
      'port 7074 (kafka) is taken: end what uses it (lsof -nP -iTCP:7074 -sTCP:LISTEN), or move it with MILLRACE_KAFKA_PORT=<port> or all with MILLRACE_PORT=<port>',
    ]);
  });

  it('says how much memory and disk there is and how much is needed', () => {
    expect(problemsOf({ ...plenty, memoryBytes: 1024 ** 3, diskBytes: 1.5 * 1024 ** 3 }, ports)).toEqual([
      '1.0 GiB of memory are free, 4.0 are needed: end other programs',
      '1.5 GiB of disk are free, 3.0 are needed: free some, or put the state on another disk with MILLRACE_HOME=<folder>',
    ]);
  });

  it('sees that a port is taken while something listens on it', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(Number(Object(server.address()).port)));
    });
    expect(await isFree(port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await isFree(port)).toBe(true);
  });
});
