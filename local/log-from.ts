// What a process logs from now on.
import { readFileSync, statSync } from 'node:fs';
import type { Home } from './home.ts';

/** Each call of the answer reads what has been added since; a log that was begun anew meanwhile is read from its beginning. */
export function logFrom(home: Home, name: string): () => string {
  const file = home.log(name);
  const from = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return () => {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    return size === 0 ? '' : readFileSync(file).toString('utf8', size < from ? 0 : from);
  };
}
