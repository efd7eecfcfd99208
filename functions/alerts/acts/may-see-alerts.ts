// Who may see and make alerts of a model, and who may manage channels. Rules are judged over all rows of their model: a token
// that sees only some of them sees none.
import { maySeeModel, rowFiltersFor } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import { PlatformError } from '#functions/platform/errors.ts';

export const maySeeAlerts = (caller: Caller, model: string): boolean =>
  maySeeModel(caller, model) && rowFiltersFor(caller, model).length === 0;

/** @throws PlatformError access.forbidden */
export function requireAlerts(caller: Caller, model: string): void {
  if (maySeeAlerts(caller, model)) return;
  throw new PlatformError('access.forbidden', `the token does not allow rules over all rows of the model "${model}"`);
}

/** Channels, routes and silences are about the alerts of any model. @throws PlatformError access.forbidden */
export function requireChannels({ models, rowFilters }: Caller): void {
  if (models === undefined && rowFilters.length === 0) return;
  throw new PlatformError(
    'access.forbidden',
    'a token with limits on models or rows may not see or manage channels, routes and silences',
  );
}
