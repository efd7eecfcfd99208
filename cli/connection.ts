// Which API to speak to, and as whom.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Connection {
  url: string;
  token: string | undefined;
}

interface Given {
  url?: string | undefined;
  token?: string | undefined;
}

const repository = path.resolve(import.meta.dirname, '..');

/** What was given, else MILLRACE_URL and MILLRACE_TOKEN, else this machine's Millrace (MILLRACE_PORT) and its admin token (MILLRACE_HOME). */
export function readConnection(given: Given, environment: NodeJS.ProcessEnv): Connection {
  const url =
    given.url ?? (environment['MILLRACE_URL'] || `http://127.0.0.1:${environment['MILLRACE_PORT'] || '7070'}`);
  const token = given.token ?? (environment['MILLRACE_TOKEN'] || readAdminToken(environment));
  return { url: url.replace(/\/+$/, ''), token };
}

function readAdminToken(environment: NodeJS.ProcessEnv): string | undefined {
  const home = environment['MILLRACE_HOME'] || path.join(repository, '.millrace');
  try {
    return readFileSync(path.join(home, 'admin-token'), 'utf8').trim();
  } catch {
    return undefined;
  }
}
