// For acts on all rows of a model at once: they are not for a token that sees only some of them.
import { requireModel, rowFiltersFor } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import { PlatformError } from '#functions/platform/errors.ts';

/** @throws PlatformError access.forbidden */
export function requireWholeModel(caller: Caller, name: string): void {
  requireModel(caller, name);
  if (rowFiltersFor(caller, name).length === 0) return;
  throw new PlatformError('access.forbidden', `the token sees only some rows of the model "${name}"`);
}
