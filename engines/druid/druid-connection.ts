// How Druid is reached: kept connections, and where it asks for it, a user's name and password and a certificate authority of its own.
// All of it is made at the first request, as the secret has to be read before.
import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import * as z from 'zod';
import type { Secret } from '../secrets-manager/read-secret.ts';

/** Below the 5 minutes after which Druid's own server closes an idle connection. */
const KEEP_ALIVE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 2000;

/** The secret by which Druid lets the platform in. */
export const DruidAccess = z.object({
  username: z.string().min(1),
  password: z.string().min(1),
  /** Certificates in PEM that are trusted in place of the public ones. */
  ca: z.string().startsWith('-----BEGIN CERTIFICATE-----').optional(),
});
export type DruidAccess = z.infer<typeof DruidAccess>;

export interface DruidSession {
  dispatcher: Dispatcher;
  headers: Readonly<Record<string, string>>;
}

export type DruidConnection = ReturnType<typeof openDruidConnection>;

/** @param access undefined where Druid asks nobody who they are */
export function openDruidConnection(access?: Secret<DruidAccess>) {
  let kept: Promise<DruidSession> | undefined;
  const drop = async (): Promise<void> => {
    const dropped = kept;
    kept = undefined;
    await dropped?.then(({ dispatcher }) => dispatcher.destroy()).catch(() => undefined);
  };
  return {
    session: (): Promise<DruidSession> => {
      const session = kept ?? open(access);
      kept = session;
      session.catch(() => {
        if (kept === session) kept = undefined;
      });
      return session;
    },
    /** Druid refused the password: it may have been changed, so the next request reads the secret again. */
    refused: (): void => {
      if (access === undefined) return;
      access.forget();
      kept = undefined;
    },
    close: drop,
  };
}

async function open(access: Secret<DruidAccess> | undefined): Promise<DruidSession> {
  const { username, password, ca } = (await access?.read()) ?? {};
  const connect = { timeout: CONNECT_TIMEOUT_MS, ...(ca === undefined ? {} : { ca }) };
  return {
    dispatcher: new Agent({ keepAliveTimeout: KEEP_ALIVE_MS, connect }),
    headers: username === undefined ? {} : { authorization: `Basic ${base64(`${username}:${password ?? ''}`)}` },
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
