// What a killed runner left behind.
import type { Home } from './home.ts';
import { listRecords } from './process-record.ts';
import { endRecorded } from './process.ts';

/** Ends every recorded process of a home but its runner; answers the names of those that were still alive. */
export async function endOrphans(home: Home): Promise<string[]> {
  const names = listRecords(home).map((record) => record.name);
  const ended = await Promise.all(
    names.filter((name) => name !== 'runner').map(async (name) => ((await endRecorded(home, name)) ? [name] : [])),
  );
  return ended.flat();
}
