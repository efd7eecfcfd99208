// Runs an act over many things, a few at a time.
import { bulkhead } from 'cockatiel';

/** The outcomes in the order of the things. */
export function bounded<Thing, Outcome>(
  atOnce: number,
  things: readonly Thing[],
  act: (thing: Thing) => Promise<Outcome>,
): Promise<Outcome[]> {
  const policy = bulkhead(atOnce, things.length);
  return Promise.all(things.map((thing) => policy.execute(() => act(thing))));
}
