// How much CPU it took to bring a count forward: two looks at a count and at the CPU of the processes that work on it.
import { setTimeout as sleep } from 'node:timers/promises';

export interface Sample {
  count: number;
  cpuSeconds: number;
}

export interface Watched {
  /** What is counted, for the error. */
  what: string;
  /** How many there are now. */
  count: () => Promise<number> | number;
  cpuSeconds: () => number;
  pollMs?: number;
}

interface Span {
  /** Nothing is measured before, so that JVMs are warm. */
  from: number;
  to: number;
}

const LONGEST_MS = 300_000;
const LEAST_CPU_SECONDS = 0.1;

/** From the first look that saw `from` to the first that saw `to`. @throws if that takes longer than five minutes */
export async function sampleBetween(watched: Watched, { from, to }: Span): Promise<Sample> {
  const start = await until(watched, from);
  const end = await until(watched, to);
  return { count: end.count - start.count, cpuSeconds: end.cpuSeconds - start.cpuSeconds };
}

/** What an act that handles a known count cost. */
export async function sampleOf(cpuSeconds: () => number, act: () => Promise<number>): Promise<Sample> {
  const before = cpuSeconds();
  const count = await act();
  return { count, cpuSeconds: cpuSeconds() - before };
}

async function until({ what, count, cpuSeconds, pollMs = 200 }: Watched, wanted: number): Promise<Sample> {
  const last = performance.now() + LONGEST_MS;
  for (;;) {
    const seen = { count: await count(), cpuSeconds: cpuSeconds() };
    if (seen.count >= wanted) return seen;
    if (performance.now() > last) throw new Error(`${what}: only ${seen.count} of ${wanted} after ${LONGEST_MS} ms`);
    await sleep(pollMs);
  }
}

/** Of one core. @throws where too little was done to tell: CPU is counted in hundredths of a second */
export function perCoreSecond({ count, cpuSeconds }: Sample): number {
  if (count > 0 && cpuSeconds >= LEAST_CPU_SECONDS) return count / cpuSeconds;
  throw new Error(`${count} in ${cpuSeconds} CPU seconds are too few to tell what a core does`);
}
