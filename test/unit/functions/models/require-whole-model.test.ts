import { describe, expect, it } from 'vitest';
import { requireWholeModel } from '#functions/models/acts/require-whole-model.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';

describe('requireWholeModel', () => {
  const filter = { dimension: 'site', operator: '=' as const, value: 'north' };
  const limited = { ...PLATFORM_CALLER, models: ['flights', 'weather'], rowFilters: [{ model: 'flights', filter }] };

  it('refuses a token that sees only some rows of the model', () => {
    expect(() => requireWholeModel(limited, 'flights')).toThrow('sees only some rows of the model "flights"');
  });

  it('lets it work on its other models', () => {
    expect(() => requireWholeModel(limited, 'weather')).not.toThrow();
  });

  it('refuses a token of other models', () => {
    expect(() => requireWholeModel({ ...limited, models: ['weather'] }, 'flights')).toThrow('does not allow');
  });
});
