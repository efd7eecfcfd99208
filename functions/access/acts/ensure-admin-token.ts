// Registers the first admin token, whose secret the operator holds in a file or a secret store. Repeating it changes nothing.
import type { Context } from '#functions/platform/context.ts';
import { hashTokenSecret, isTokenSecret } from '../logic/token-secret.ts';
import { tokenStore } from '../store.ts';
import { createToken } from './create-token.ts';

export async function ensureAdminToken(context: Context, secret: string): Promise<void> {
  if (!isTokenSecret(secret)) throw new Error('the admin token must be "mr_" and 43 characters of base64url');
  const known = await tokenStore(context.table).getByHash(hashTokenSecret(secret));
  if (known === undefined) await createToken(context, { name: 'admin', role: 'admin', rowFilters: [] }, secret);
}
