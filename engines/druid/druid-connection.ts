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
export const DruidClient = z.object({ username: z.string().min(1), password: z.string().min(1) });
/** The secret that says who signed the certificates of its machines: in PEM, trusted in place of the public authorities. */
export const DruidAuthority = z.object({ authority: z.string().startsWith('-----BEGIN CERTIFICATE-----') });

export interface DruidAccess {
  client: Secret<z.infer<typeof DruidClient>>;
  /** @default - the public authorities */
  authority?: Secret<z.infer<typeof DruidAuthority>> | undefined;
}

export interface DruidSession {
  dispatcher: Dispatcher;
  headers: Readonly<Record<string, string>>;
}

export type DruidConnection = ReturnType<typeof openDruidConnection>;

/** @param access undefined where Druid asks nobody who they are */
export function openDruidConnection(access?: DruidAccess) {
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
    /** Druid refused the password: it may have been changed, so the next request reads the secrets again. */
    refused: (): void => {
      if (access === undefined) return;
      access.client.forget();
      access.authority?.forget();
      kept = undefined;
    },
    close: drop,
  };
}

async function open(access: DruidAccess | undefined): Promise<DruidSession> {
  const [user, signed] = await Promise.all([access?.client.read(), access?.authority?.read()]);
  const connect = { timeout: CONNECT_TIMEOUT_MS, ...(signed === undefined ? {} : { ca: signed.authority }) };
  return {
    dispatcher: new Agent({ keepAliveTimeout: KEEP_ALIVE_MS, connect }),
    headers: user === undefined ? {} : { authorization: `Basic ${base64(`${user.username}:${user.password}`)}` },
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
