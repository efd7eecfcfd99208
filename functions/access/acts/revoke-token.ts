// Ends a token: here at once, in other processes when they have forgotten it, after 5 s at most.
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { tokenStore } from '../store.ts';
import { recentTokens } from './recent-tokens.ts';

export async function revokeToken(context: Context, id: string): Promise<void> {
  const wasThere = await tokenStore(context.table).removeById(id);
  recentTokens(context).forget(id);
  if (!wasThere) throw new PlatformError('definition.not-found', `there is no token with the id "${id}"`);
}
