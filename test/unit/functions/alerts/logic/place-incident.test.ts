import { describe, expect, it } from 'vitest';
import { placeIncident } from '#functions/alerts/logic/place-incident.ts';
import { Route } from '#schemas/alerts/route.ts';
import { anIncident, resolved } from '#test/support/an-incident.ts';

const incident = anIncident();
const over = resolved(incident, '2026-01-01T00:05:00Z');
const route = Route.parse({ name: 'west', owner: 'o', channels: ['pager'], groupBy: ['team'] });
const place = (changes: object = {}) =>
  placeIncident({ incident, routes: [route], ruleChannels: ['chat'], existing: [], ...changes });

describe('the groups that tell of an incident', () => {
  it("are those of its routes, and one of its own for its rule's channels", () => {
    expect(place()).toMatchObject([
      { route: 'west', settings: { channels: ['pager'], groupLabels: { team: 'west' }, groupWait: 'PT30S' } },
      { route: null, settings: { channels: ['chat'], groupLabels: {}, groupWait: 'PT0S', repeatInterval: 'never' } },
    ]);
    expect(place({ ruleChannels: [] })).toHaveLength(1);
  });

  it('are the ones that it is in, also when its labels or its rule have changed', () => {
    const existing = [
      { groupId: 'old', route: 'west' },
      { groupId: 'gone', route: 'removed' },
    ];
    expect(place({ existing, ruleChannels: undefined })).toMatchObject([
      { groupId: 'old', route: 'west', settings: { channels: ['pager'] } },
      { groupId: 'gone', route: 'removed', settings: undefined },
    ]);
  });

  it('are no new ones at its end, unless nobody was told of the beginning', () => {
    const existing = [{ groupId: 'old', route: 'other' }];
    expect(place({ incident: over, existing })).toEqual([{ groupId: 'old', route: 'other', settings: undefined }]);
    expect(place({ incident: over })).toHaveLength(2);
  });
});
