import { describe, expect, it } from 'vitest';
import { requireChannels } from '#functions/alerts/acts/may-see-alerts.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';

const editor = { ...PLATFORM_CALLER, role: 'editor' as const };
const filter = { dimension: 'state', operator: '=' as const, value: 'CA' };

describe('requireChannels', () => {
  it('lets a token without limits on models and rows manage channels', () => {
    expect(() => requireChannels(editor)).not.toThrow();
  });

  it.each([{ models: [] }, { models: ['flights'] }, { rowFilters: [{ model: 'flights', filter }] }])(
    'refuses a token with %j',
    (limits) => {
      expect(() => requireChannels({ ...editor, ...limits })).toThrow(
        'a token with limits on models or rows may not see or manage channels, routes and silences',
      );
    },
  );
});
