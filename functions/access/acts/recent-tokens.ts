// The tokens that this process has read lately: so long one is known without asking the table.
import type { Token } from '#schemas/token.ts';
import type { Context } from '#functions/platform/context.ts';

const REMEMBERED_MS = 5_000;
const REMEMBERED_TOKENS = 10_000;

interface Remembered {
  token: Token;
  until: number;
}
const remembered = new WeakMap<Context, Map<string, Remembered>>();

/** By the hashes of their secrets. */
export function recentTokens(context: Context) {
  const tokens = remembered.get(context) ?? new Map<string, Remembered>();
  remembered.set(context, tokens);
  return {
    get: (hash: string, now: number): Token | undefined => {
      const known = tokens.get(hash);
      return known !== undefined && known.until > now ? known.token : undefined;
    },
    /** @param token undefined when the table has none (any more) */
    set: (hash: string, token: Token | undefined, now: number): void => {
      if (tokens.size >= REMEMBERED_TOKENS) tokens.clear();
      if (token === undefined) tokens.delete(hash);
      else tokens.set(hash, { token, until: now + REMEMBERED_MS });
    },
    forget: (id: string): void => {
      for (const [hash, { token }] of tokens) if (token.id === id) tokens.delete(hash);
    },
  };
}
