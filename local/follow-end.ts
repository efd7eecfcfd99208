// Tells a person who waits for a home to end what has ended and what has not.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from './home.ts';
import { isAlive, listRecords } from './process-record.ts';

const lookEveryMs = 200;
const longestSilenceMs = 3000;

export type FollowOptions = {
  /** True when there is nothing to wait for any more. */
  isOver: () => boolean;
  /** How long to wait for the next process to end. */
  patienceMs: number;
  print: (line: string) => void;
};

/** A line for each process as it ends, and every three seconds without one those that are still up. False if patience ran out. */
export async function followEnd(home: Home, { isOver, patienceMs, print }: FollowOptions): Promise<boolean> {
  let up = namesUp(home);
  let saidAt = Date.now();
  let endedAt = Date.now();
  while (!isOver()) {
    if (Date.now() - endedAt > patienceMs) return false;
    await sleep(lookEveryMs);
    const still = namesUp(home);
    const ended = up.filter((name) => !still.includes(name));
    for (const name of ended) print(`stopped ${name}`);
    if (ended.length > 0) endedAt = Date.now();
    const isSilent = ended.length === 0 && Date.now() - saidAt > longestSilenceMs;
    if (isSilent) print(`waiting for ${still.join(', ') || 'the runner'}`);
    if (isSilent || ended.length > 0) saidAt = Date.now();
    up = still;
  }
  for (const name of up.filter((each) => !namesUp(home).includes(each))) print(`stopped ${name}`);
  return true;
}

function namesUp(home: Home): string[] {
  return listRecords(home)
    .filter((record) => record.name !== 'runner' && isAlive(record))
    .map(({ name }) => name);
}
