// Makes a token; its secret is in the answer and nowhere else.
import type { CreatedToken, TokenRequest } from '#schemas/token.ts';
import type { Context } from '#functions/platform/context.ts';
import { formatTokenSecret, hashTokenSecret } from '../logic/token-secret.ts';
import { tokenStore } from '../store.ts';

/** @param secret given only for the first admin token, whose secret its operator chose. */
export async function createToken(
  context: Context,
  request: TokenRequest,
  secret = formatTokenSecret(context.newSecret()),
): Promise<CreatedToken> {
  const token = { id: context.newId(), ...request, createdAt: context.now().toISOString() };
  await tokenStore(context.table).put(hashTokenSecret(secret), token);
  return { ...token, token: secret };
}
