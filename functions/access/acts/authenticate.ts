// Finds the caller of a bearer token: one of the platform's own, or an identity of the configured issuer.
// A token is remembered for 5 s, so one that another process revokes works that long at most.
import type { Token } from '#schemas/token.ts';
import type { Authenticate, Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { hashTokenSecret, isTokenSecret } from '../logic/token-secret.ts';
import { unauthenticated } from '../logic/unauthenticated.ts';
import { tokenStore } from '../store.ts';
import { recentTokens } from './recent-tokens.ts';
import { identityVerifier, isIdentityToken } from './verify-identity.ts';

const TOUCHED_EVERY_MS = 60_000;

export function authenticateWith(context: Context): Authenticate {
  const store = tokenStore(context.table);
  const recent = recentTokens(context);
  const verifyIdentity = identityVerifier(context);

  const find = async (hash: string, now: number): Promise<Token | undefined> => {
    const known = recent.get(hash, now);
    if (known !== undefined) return known;
    const token = await store.getByHash(hash);
    recent.set(hash, token, now);
    return token;
  };

  return async (authorization) => {
    const secret = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (secret !== undefined && isIdentityToken(secret)) return verifyIdentity(secret);
    if (secret === undefined || !isTokenSecret(secret)) throw unauthenticated();
    const now = context.now().getTime();
    const hash = hashTokenSecret(secret);
    const token = await find(hash, now);
    if (token === undefined || (token.expiresAt !== undefined && Date.parse(token.expiresAt) <= now))
      throw unauthenticated();
    if (token.lastUsedAt === undefined || Date.parse(token.lastUsedAt) < now - TOUCHED_EVERY_MS) {
      token.lastUsedAt = new Date(now).toISOString();
      await store
        .touch(hash, new Date(now))
        .catch((error: unknown) => context.log.warn('token.not-touched', { error: String(error) }));
    }
    return callerOf(token);
  };
}

function callerOf({ id, name, role, models, streams, rowFilters }: Token): Caller {
  return { tokenId: id, name, role, models, streams, rowFilters };
}
