import { describe, expect, it } from 'vitest';
import { touchGroup } from '#functions/alerts/logic/touch-group.ts';

const settings = {
  route: 'west',
  groupLabels: { team: 'west' },
  channels: ['a'],
  groupWait: 'PT30S',
  groupInterval: 'PT5M',
  repeatInterval: 'PT4H',
};
const created = touchGroup(undefined, settings, 1_000);
const told = { ...created, lastNotifiedAtMs: 40_000, dueAtMs: null };

describe('a group with news', () => {
  it('is due after its wait from its beginning on, however much comes', () => {
    expect(created).toMatchObject({ createdAtMs: 1_000, dueAtMs: 31_000, revision: 1 });
    expect(touchGroup(created, settings, 20_000)).toMatchObject({ createdAtMs: 1_000, dueAtMs: 31_000, revision: 2 });
  });

  it('that was told of is due after its interval, or at once when that is over', () => {
    expect(touchGroup(told, settings, 50_000).dueAtMs).toBe(340_000);
    expect(touchGroup(told, settings, 900_000).dueAtMs).toBe(900_000);
  });

  it('is due no later than it was', () => {
    expect(touchGroup({ ...told, dueAtMs: 100_000 }, settings, 50_000).dueAtMs).toBe(100_000);
  });

  it("takes its route's channels as they are, and keeps a rule's own that were told before", () => {
    const now = { ...settings, channels: ['b'], groupLabels: {} };
    expect(touchGroup(told, now, 0).settings).toMatchObject({ channels: ['b'], groupLabels: { team: 'west' } });
    const own = { ...told, settings: { ...settings, route: null } };
    expect(touchGroup(own, { ...now, route: null }, 0).settings.channels).toEqual(['a', 'b']);
  });
});
