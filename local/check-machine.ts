// Whether this machine has what a start needs now: free ports, memory, disk. Programs are the launcher's matter.
import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { Home } from './home.ts';
import { variableOf } from './ports.ts';
import type { PortName, Ports } from './ports.ts';
import { isFree } from './probe.ts';

const gibibyte = 1024 ** 3;
const neededMemoryBytes = 4 * gibibyte;
const neededDiskBytes = 3 * gibibyte;

export type Machine = { takenPorts: readonly PortName[]; memoryBytes: number; diskBytes: number };

/** Throws an error with one line for each thing that is missing, and what to do about it. */
export async function checkMachine(home: Home, ports: Ports): Promise<void> {
  const problems = problemsOf(await inspect(home, ports), ports);
  if (problems.length > 0)
    throw new Error(`this machine is not ready:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
}

/** One line for each thing that is missing. */
export function problemsOf(machine: Machine, ports: Ports): string[] {
  const problems = machine.takenPorts.map(
    (name) =>
      `port ${ports[name]} (${name}) is taken: end what uses it (lsof -nP -iTCP:${ports[name]} -sTCP:LISTEN), ` +
      `or move it with ${variableOf(name)}=<port>${name === 'api' ? ', which moves all' : ' or all with MILLRACE_PORT=<port>'}`,
  );
  if (machine.memoryBytes < neededMemoryBytes) {
    problems.push(
      `${inGibibytes(machine.memoryBytes)} GiB of memory are free, ${inGibibytes(neededMemoryBytes)} are needed: end other programs`,
    );
  }
  if (machine.diskBytes < neededDiskBytes) {
    problems.push(
      `${inGibibytes(machine.diskBytes)} GiB of disk are free, ${inGibibytes(neededDiskBytes)} are needed: free some, ` +
        'or put the state on another disk with MILLRACE_HOME=<folder>',
    );
  }
  return problems;
}

async function inspect(home: Home, ports: Ports): Promise<Machine> {
  const names = Object.keys(ports).filter((name): name is PortName => name in ports && name !== 'kafkaClusters');
  const taken = await Promise.all(names.map(async (name) => ((await isFree(ports[name])) ? [] : [name])));
  const disk = statfsSync(home.directory);
  // macOS counts what it could take back from caches as used.
  const memoryBytes = process.platform === 'darwin' ? totalmem() : process.availableMemory();
  return { takenPorts: taken.flat(), memoryBytes, diskBytes: disk.bavail * disk.bsize };
}

function inGibibytes(bytes: number): string {
  return (bytes / gibibyte).toFixed(1);
}
