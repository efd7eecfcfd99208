import { describe, expect, it } from 'vitest';
import { maySeeModel, maySeeStream, requireRole, rowFiltersFor } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';

const viewer: Caller = {
  tokenId: 't',
  name: 'v',
  role: 'viewer',
  models: undefined,
  streams: undefined,
  rowFilters: [],
};
const onlyJfk = { dimension: 'origin', operator: '=' as const, value: 'JFK' };

describe('a caller', () => {
  it('needs the role or a higher one', () => {
    expect(() => requireRole({ ...viewer, role: 'admin' }, 'editor')).not.toThrow();
    expect(() => requireRole(viewer, 'editor')).toThrow(/needs the role editor/);
  });

  it('without lists sees everything, with a list only what it names', () => {
    expect([maySeeModel(viewer, 'flights'), maySeeStream(viewer, 'flights')]).toEqual([true, true]);
    const limited = { ...viewer, models: ['flights'], streams: [] };
    expect([maySeeModel(limited, 'flights'), maySeeModel(limited, 'plays'), maySeeStream(limited, 'flights')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('with row filters sees no raw stream unless it is named', () => {
    const filtered = { ...viewer, rowFilters: [{ model: 'flights', filter: onlyJfk }] };
    expect(maySeeStream(filtered, 'flights')).toBe(false);
    expect(maySeeStream({ ...filtered, streams: ['flights'] }, 'flights')).toBe(true);
    expect(rowFiltersFor(filtered, 'flights')).toEqual([onlyJfk]);
    expect(rowFiltersFor(filtered, 'plays')).toEqual([]);
    expect([maySeeModel(filtered, 'flights'), maySeeModel(filtered, 'plays')]).toEqual([true, false]);
    expect(maySeeModel({ ...filtered, models: ['plays'] }, 'plays')).toBe(true);
  });
});
