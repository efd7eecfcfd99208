// A route's channels must exist, and its patterns must be such that RE2 takes.
import type { Route } from '#schemas/alerts/route.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import type { Reference } from '#functions/platform/references.ts';
import { faultsOfMatchers } from '../logic/match-labels.ts';
import { channelStore } from '../store/definitions.ts';

/** @throws PlatformError definition.invalid with everything that is wrong */
export async function checkRoute({ table }: Context, { channels, matchers }: Route): Promise<void> {
  const found = await Promise.all(channels.map((name) => channelStore(table).get(name)));
  const missing = channels.flatMap((name, index) =>
    found[index] === undefined ? [{ pointer: `/channels/${index}`, reason: `there is no channel "${name}"` }] : [],
  );
  const errors = [...faultsOfMatchers(matchers), ...missing];
  if (errors.length === 0) return;
  throw new PlatformError('definition.invalid', errors.map(({ reason }) => reason).join('; '), { errors });
}

/** What the route uses, for `recordUses`. */
export const channelsOf = ({ channels }: Route): Reference[] => channels.map((name) => ({ kind: 'channel', name }));
