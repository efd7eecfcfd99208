import { describe, expect, it } from 'vitest';
import { Channel, OpenChannel } from '#schemas/alerts/channel.ts';
import { Route } from '#schemas/alerts/route.ts';
import { Silence } from '#schemas/alerts/silence.ts';

const pathsOf = (result: { success: boolean; error?: { issues: { path: PropertyKey[] }[] } }) =>
  result.error?.issues.map(({ path }) => path.join('.')) ?? [];
const common = { name: 'c', owner: 'o' };

describe('a channel', () => {
  it('fills in what most of them have', () => {
    expect(Channel.parse({ ...common, type: 'pagerduty' })).toMatchObject({
      url: 'https://events.pagerduty.com/v2/enqueue',
    });
    const mail = { ...common, type: 'email', host: 'mail.example.com', from: 'a@example.com', to: ['b@example.com'] };
    expect(Channel.parse(mail)).toMatchObject({ port: 587, security: 'starttls' });
  });

  it('is kept without its secret', () => {
    expect(OpenChannel.safeParse({ ...common, type: 'slack', secret: 'https://a.example/' }).success).toBe(false);
    expect(OpenChannel.safeParse({ ...common, type: 'slack' }).success).toBe(true);
  });

  it.each([
    [{ type: 'alertmanager', url: 'ftp://a.example' }, 'url'],
    [{ type: 'alertmanager', url: 'https://a.example', secret: 'a\nb' }, 'secret'],
    [{ type: 'email', host: 'a b', from: 'a@example.com', to: ['b@example.com'] }, 'host'],
    [{ type: 'email', host: 'a', from: 'Alerts <a@example.com>', to: ['b@example.com'] }, 'from'],
  ])('is refused as %j at %s', (definition, path) => {
    expect(pathsOf(Channel.safeParse({ ...common, ...definition }))).toEqual([path]);
  });
});

describe('a route', () => {
  it('has the waits of Alertmanager', () => {
    expect(Route.parse({ ...common, channels: ['a'] })).toMatchObject({
      groupWait: 'PT30S',
      groupInterval: 'PT5M',
      repeatInterval: 'PT4H',
      continue: false,
    });
  });

  it.each([
    [{ channels: [] }, 'channels'],
    [{ channels: ['a'], groupWait: 'P1D' }, 'groupWait'],
    [{ channels: ['a'], groupBy: ['__a'] }, 'groupBy'],
  ])('is refused as %j', (definition, path) => {
    expect(pathsOf(Route.safeParse({ ...common, ...definition }))[0]).toContain(path);
  });
});

describe('a silence', () => {
  it('matches something, and ends after it begins', () => {
    const times = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };
    const silence = { ...common, comment: 'c', ...times, matchers: [{ label: 'a', operator: '=', value: 'b' }] };
    expect(pathsOf(Silence.safeParse(silence))).toEqual(['to']);
    expect(pathsOf(Silence.safeParse({ ...silence, to: '2026-01-02T00:00:00Z', matchers: [] }))).toEqual(['matchers']);
  });
});
