// The first token of a home: made here, registered by the API process when it starts.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Home } from './home.ts';

/** The admin token of this home; made now if there is none. */
export function adminToken(home: Home): string {
  if (!existsSync(home.adminToken)) {
    const token = `mr_${randomBytes(32).toString('base64url')}`;
    writeFileSync(home.adminToken, `${token}\n`, { mode: 0o600, flag: 'wx' });
  }
  return readFileSync(home.adminToken, 'utf8').trim();
}
