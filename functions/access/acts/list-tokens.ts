// Tokens without their secrets.
import type { PageRequest } from '#schemas/definition.ts';
import type { Context } from '#functions/platform/context.ts';
import { tokenStore } from '../store.ts';

export const listTokens = (context: Context, request: PageRequest) => tokenStore(context.table).list(request);
