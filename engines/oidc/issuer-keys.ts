// The public keys by which an OpenID Connect issuer signs: found by its discovery document (OpenID Connect Discovery 1.0).
import { request } from 'undici';
import * as z from 'zod';
import { EngineError, toEngineError } from '../engine-error.ts';

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 256 * 1024;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** RFC 7517; what a key is made of is left to the library that verifies. */
export const IssuerKeys = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });
export type IssuerKeys = z.infer<typeof IssuerKeys>;

/** @throws EngineError oidc: `unreachable`, `timeout`, or `failed` when what is answered is not what the specification says */
export async function fetchIssuerKeys(issuer: string): Promise<IssuerKeys> {
  const discovery = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, Discovery);
  if (discovery.issuer !== issuer)
    throw new EngineError('oidc', 'failed', `${issuer} calls itself ${discovery.issuer}`);
  return fetchJson(discovery.jwks_uri, IssuerKeys);
}

async function fetchJson<Value>(url: string, schema: z.ZodType<Value>): Promise<Value> {
  try {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await readText(body);
    if (statusCode !== 200) throw new EngineError('oidc', 'failed', `${url} answered ${statusCode}`);
    const parsed = schema.safeParse(JSON.parse(text));
    if (!parsed.success) throw new EngineError('oidc', 'failed', `${url}: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  } catch (error) {
    throw toEngineError('oidc', error);
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > MOST_BYTES) throw new EngineError('oidc', 'failed', `the answer is larger than ${MOST_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
