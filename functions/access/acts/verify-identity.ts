// Finds the caller of an identity token (a JWT of the configured issuer) by the issuer's keys in the table.
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { identityOfClaims } from '../logic/identity-of-claims.ts';
import { unauthenticated } from '../logic/unauthenticated.ts';
import { issuerKeyStore } from '../store.ts';

/** How long keys are known without asking the table; a key that is not among them has it asked at once, but not more often than this. */
const KNOWN_MS = 60_000;
const ASKED_EVERY_MS = 5_000;
/** Signatures by secrets that both sides know, and none, are not among them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 60;

/** Three parts of base64url with dots between (RFC 7519). */
export const isIdentityToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

type KeySet = ReturnType<typeof createLocalJWKSet>;

export function identityVerifier(context: Context): (jwt: string) => Promise<Caller> {
  const { settings, now } = context;
  const keySetOf = keySets(context);

  return async (jwt) => {
    const { oidc } = settings;
    if (oidc === undefined) throw unauthenticated();
    const { issuer, audience, groups } = oidc;
    const verify = (keySet: KeySet) =>
      jwtVerify(jwt, keySet, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'sub'],
        currentDate: now(),
      });
    const claims = await claimsOf(async () => {
      try {
        return await verify(await keySetOf(issuer, KNOWN_MS));
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        return verify(await keySetOf(issuer, ASKED_EVERY_MS));
      }
    });
    const { subject, name, role } = identityOfClaims(claims, groups);
    return { tokenId: `oidc:${subject}`, name, role, models: undefined, streams: undefined, rowFilters: [] };
  };
}

/** The issuer's keys, from the table where what is known is older; a set keeps the keys that it has made ready. */
function keySets({ table, now }: Context): (issuer: string, olderThanMs: number) => Promise<KeySet> {
  const store = issuerKeyStore(table);
  let known: { keySet: KeySet; at: number } | undefined;
  return async (issuer, olderThanMs) => {
    const at = now().getTime();
    if (known !== undefined && at - known.at < olderThanMs) return known.keySet;
    const keys = await store.get(issuer);
    if (keys === undefined)
      throw new PlatformError('engine.unreachable', `the keys of ${issuer} have not been fetched yet`);
    known = { keySet: createLocalJWKSet({ keys: [...keys.keys] }), at };
    return known.keySet;
  };
}

/** Whatever is wrong with an identity gets the same answer, as with a token. */
async function claimsOf(verify: () => Promise<{ payload: JWTPayload }>): Promise<JWTPayload> {
  try {
    return (await verify()).payload;
  } catch (error) {
    throw error instanceof errors.JOSEError ? unauthenticated(error) : error;
  }
}
