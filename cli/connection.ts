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

const DEFAULT_URL = 'http://127.0.0.1:7070';
const repository = path.resolve(import.meta.dirname, '..');

/** What was given, else MILLRACE_URL and MILLRACE_TOKEN, else this machine's Millrace and its admin token. */
export function readConnection(given: Given, environment: NodeJS.ProcessEnv): Connection {
  const url = given.url ?? (environment['MILLRACE_URL'] || DEFAULT_URL);
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
