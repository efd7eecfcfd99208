// Ends a token at once (other processes may know it for 5 s more).
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { tokenStore } from '../store.ts';

export async function revokeToken(context: Context, id: string): Promise<void> {
  const wasThere = await tokenStore(context.table).removeById(id);
  if (!wasThere) throw new PlatformError('definition.not-found', `there is no token with the id "${id}"`);
}
