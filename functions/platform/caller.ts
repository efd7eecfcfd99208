// Who is calling, and the checks on what they may do.
import type { Role, RowFilter } from '#schemas/token.ts';
import type { Filter } from '#schemas/filter.ts';
import { PlatformError } from './errors.ts';

export interface Caller {
  tokenId: string;
  name: string;
  role: Role;
  models: string[] | undefined;
  streams: string[] | undefined;
  rowFilters: RowFilter[];
}

/** Turns the value of an Authorization header into a caller. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

const RANK: Record<Role, number> = { viewer: 0, editor: 1, admin: 2 };

/** @throws PlatformError access.forbidden */
export function requireRole(caller: Caller, role: Role): void {
  if (RANK[caller.role] < RANK[role]) {
    throw new PlatformError(
      'access.forbidden',
      `this needs the role ${role}; the token "${caller.name}" has ${caller.role}`,
    );
  }
}

/** A token that sees only some rows of models sees no other model, unless models are named: they may hold the same rows. */
export function maySeeModel(caller: Caller, model: string): boolean {
  if (caller.models !== undefined) return caller.models.includes(model);
  return caller.rowFilters.length === 0 || caller.rowFilters.some((rowFilter) => rowFilter.model === model);
}

/** A token that sees only some rows of models sees no raw records, unless streams are named. */
export function maySeeStream(caller: Caller, stream: string): boolean {
  if (caller.streams === undefined) return caller.rowFilters.length === 0;
  return caller.streams.includes(stream);
}

/** @throws PlatformError access.forbidden */
export function requireModel(caller: Caller, model: string): void {
  if (!maySeeModel(caller, model))
    throw new PlatformError('access.forbidden', `the token does not allow the model "${model}"`);
}

/** @throws PlatformError access.forbidden */
export function requireStream(caller: Caller, stream: string): void {
  if (!maySeeStream(caller, stream))
    throw new PlatformError('access.forbidden', `the token does not allow the stream "${stream}"`);
}

/** The conditions that every row of the model must meet for this caller; all of them. */
export function rowFiltersFor(caller: Caller, model: string): Filter[] {
  return caller.rowFilters.filter((rowFilter) => rowFilter.model === model).map((rowFilter) => rowFilter.filter);
}

/** The platform itself, when it works on a schedule and not for somebody: no limits. */
export const PLATFORM_CALLER: Caller = {
  tokenId: 'platform',
  name: 'platform',
  role: 'admin',
  models: undefined,
  streams: undefined,
  rowFilters: [],
};
