// Finds the caller of an identity token (a JWT of the configured issuer) by the issuer's keys in the table.
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { IssuerKeys } from '#engines/oidc/issuer-keys.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { identityOfClaims } from '../logic/identity-of-claims.ts';
import { issuerKeyStore } from '../store.ts';

/** How long keys are known without asking the table; a key that is not among them has it asked at once, but not more often than this. */
const KNOWN_MS = 60_000;
const ASKED_EVERY_MS = 5_000;
/** Signatures by secrets that both sides know, and none, are not among them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 60;

/** Three parts of base64url with dots between (RFC 7519). */
export const isIdentityToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

export function identityVerifier(context: Context): (jwt: string) => Promise<Caller> {
  const {
    settings: { oidc },
    table,
    now,
  } = context;
  const store = issuerKeyStore(table);
  let known: { keys: IssuerKeys; at: number } | undefined;
  const keysFor = async (issuer: string, olderThanMs: number): Promise<IssuerKeys> => {
    const at = now().getTime();
    if (known === undefined || at - known.at >= olderThanMs) {
      const keys = await store.get(issuer);
      if (keys === undefined)
        throw new PlatformError('engine.unreachable', `the keys of ${issuer} have not been fetched yet`);
      known = { keys, at };
    }
    return known.keys;
  };

  return async (jwt) => {
    if (oidc === undefined) throw unauthenticated();
    const verify = (keys: IssuerKeys) =>
      jwtVerify(jwt, createLocalJWKSet({ keys: [...keys.keys] }), {
        issuer: oidc.issuer,
        audience: oidc.audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'sub'],
        currentDate: now(),
      });
    const claims = await claimsOf(async () => {
      try {
        return await verify(await keysFor(oidc.issuer, KNOWN_MS));
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        return verify(await keysFor(oidc.issuer, ASKED_EVERY_MS));
      }
    });
    const { subject, name, role } = identityOfClaims(claims, oidc.groups);
    return { tokenId: `oidc:${subject}`, name, role, models: undefined, streams: undefined, rowFilters: [] };
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

const unauthenticated = (cause?: Error) =>
  new PlatformError('access.unauthenticated', 'send "Authorization: Bearer <token>" with a token that is valid', {
    cause,
  });
