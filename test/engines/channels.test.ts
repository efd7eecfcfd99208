// Channels of every type, from their definition to what arrives: real HTTP and SMTP receivers on loopback, the real table.
// Long because every type of channel has its cases here, with receivers that they share.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { deliverDueNotifications } from '#functions/alerts/acts/deliver-notifications.ts';
import { notifyOfIncidents } from '#functions/alerts/acts/deliver-notifications.ts';
import { incidentStore } from '#functions/alerts/store/incidents.ts';
import { outboxStore } from '#functions/alerts/store/outbox.ts';
import type { Context } from '#functions/platform/context.ts';
import type { Incident, IncidentEvent } from '#schemas/alerts/incident.ts';
import { anIncident, noticeOf, resolved } from '#test/support/an-incident.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import { startHttpReceiver } from '#test/support/http-receiver.ts';
import type { HttpReceiver } from '#test/support/http-receiver.ts';
import { startMailServer } from '#test/support/mail-server.ts';
import { useOwnTable } from '#test/support/own-table.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const MINUTE = 60_000;

let api: TestApi;
let receiver: HttpReceiver;
let removeTable: () => Promise<void>;
let start: number;

beforeAll(async () => {
  removeTable = await useOwnTable();
  api = await startApi();
});
beforeEach(async () => {
  start = Date.now();
  receiver = await startHttpReceiver();
});
afterEach(() => receiver.close());
afterAll(async () => {
  await api.close();
  await removeTable();
});

const iso = (ms: number) => new Date(start + ms).toISOString();
const at = (ms: number): Context => ({ ...api.context, now: () => new Date(start + ms) });
const sweep = (ms: number) => deliverDueNotifications(at(ms));

async function makeChannel(definition: object): Promise<string> {
  const name = uniqueName('t-channel');
  const answer = await api.request('POST', '/v1/channels', { body: { name, owner: 'tests', ...definition } });
  expect(answer).toMatchObject({ status: 201 });
  return name;
}

/** A channel, and a rule's name whose incidents it is told of at once. */
async function tellingOf(definition: object): Promise<{ channel: string; rule: string }> {
  const [channel, rule] = [await makeChannel(definition), uniqueName('t-rule')];
  const matchers = [{ label: 'rule', operator: '=', value: rule }];
  const times = { groupWait: 'PT0S', groupInterval: 'PT0S', repeatInterval: 'PT1H' };
  const body = { name: uniqueName('t-route'), owner: 'tests', matchers, channels: [channel], ...times };
  expect((await api.request('POST', '/v1/routes', { body })).status).toBe(201);
  return { channel, rule };
}

const open = (rule: string, changes: Partial<Incident> = {}): Incident =>
  anIncident({ id: `${rule}~${start}~x`, rule, openedAt: iso(0), startedAt: iso(0), ...changes });

async function say(incident: Incident, ms: number, type: IncidentEvent = 'incident.opened'): Promise<void> {
  const { table } = api.context;
  const notice = noticeOf(incident, type, iso(ms));
  const announced = outboxStore(table).announce(notice, new Date(start + ms));
  await table.transact([incidentStore(table).put({ incident }), announced]);
  await notifyOfIncidents(at(ms), [incident.id]);
}

const statusOf = async (channel: string) => (await api.request('GET', `/v1/channels/${channel}/status`)).body;

describe('a channel', () => {
  it('shows its secret once, and keeps it when it is replaced without one', async () => {
    const definition = { name: uniqueName('t-hook'), owner: 'tests', type: 'webhook', url: 'https://example.com/hook' };
    const path = `/v1/channels/${definition.name}`;
    const created = await api.request('POST', '/v1/channels', { body: definition });
    const again = await api.request('POST', '/v1/channels', { body: definition });
    const replaced = await api.request('PUT', path, { body: { ...definition, owner: 'others' } });
    const [got, listed] = [await api.request('GET', path), await api.request('GET', '/v1/channels?limit=1000')];

    expect(created).toMatchObject({
      status: 201,
      body: { secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) },
    });
    expect(created.headers.get('cache-control')).toBe('no-store');
    expect(again.status).toBe(409);
    expect(replaced).toMatchObject({ status: 200, body: { version: 2, owner: 'others' } });
    expect(JSON.stringify([replaced.body, got.body, listed.body, await statusOf(definition.name)])).not.toContain(
      'whsec_',
    );
    expect((await api.request('DELETE', path, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await api.request('DELETE', path)).status).toBe(204);
    expect((await api.request('GET', path)).status).toBe(404);
  });

  const slack = { type: 'slack', secret: 'https://hooks.slack.com/services/T/B/x' };
  const email = { type: 'email', host: 'mail.example.com', from: 'a@example.com', to: ['b@example.com'] };
  it.each([
    ['http where it is not loopback', { type: 'webhook', url: 'http://example.com/' }, '/url'],
    ['a private address', { type: 'webhook', url: 'https://10.0.0.1/' }, '/url'],
    ['a metadata address', { type: 'alertmanager', url: 'https://169.254.169.254/latest' }, '/url'],
    ['a mapped address', { type: 'pagerduty', secret: 'k', url: 'https://[::ffff:10.0.0.1]/' }, '/url'],
    ['a password in the URL', { type: 'webhook', url: 'https://u:p@example.com/' }, '/url'],
    ['a secret URL that is private', { ...slack, secret: 'https://192.168.0.1/' }, '/secret'],
    ['a private mail server', { ...email, host: '10.0.0.1' }, '/host'],
    ['a mail server without TLS', { ...email, host: '93.184.216.34', security: 'none' }, '/host'],
    ['no routing key', { type: 'pagerduty' }, '/secret'],
    ['no URL', { type: 'teams' }, '/secret'],
    ['a user without a password', { ...email, user: 'u' }, '/secret'],
  ])('is refused for %s', async (_, definition, pointer) => {
    const body = { name: uniqueName('t-channel'), owner: 'tests', ...definition };
    const answer = await api.request('POST', '/v1/channels', { body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'definition.invalid', errors: [{ pointer }] } });
  });

  it.each([
    ['an address with a line break', { ...email, to: ['b@example.com\r\nBcc: c@example.com'] }, '/to/0'],
    ['no recipient', { ...email, to: [] }, '/to'],
    ['an unknown type', { type: 'pigeon' }, '/type'],
    ['a field of another type', { ...slack, url: 'https://example.com' }, '/url'],
    ['a signing secret that is none', { type: 'webhook', url: 'https://example.com', secret: 'abc' }, '/secret'],
  ])('is not understood with %s', async (_, definition, pointer) => {
    const body = { name: uniqueName('t-channel'), owner: 'tests', ...definition };
    const answer = await api.request('POST', '/v1/channels', { body });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  it('goes to another receiver only with a new secret', async () => {
    const hook = { owner: 'tests', type: 'webhook', url: 'https://example.com/hook' };
    const pager = { owner: 'tests', type: 'pagerduty', secret: 'key' };
    const names = [await makeChannel(hook), await makeChannel(pager)];
    const put = async (name: string | undefined, body: object) => {
      const answer = await api.request('PUT', `/v1/channels/${name}`, { body: { name, ...body } });
      return answer.status;
    };

    expect(await put(names[0], { ...hook, url: 'https://example.org/hook' })).toBe(422);
    expect(await put(names[0], { ...hook, url: 'https://example.com/other' })).toBe(200);
    expect(await put(names[0], { ...hook, url: 'https://example.org/hook', secret: SECRET })).toBe(200);
    const { secret: _, ...keyless } = pager;
    expect(await put(names[1], keyless)).toBe(200);
    expect(await put(names[1], { ...keyless, url: 'https://events.eu.pagerduty.com/v2/enqueue' })).toBe(422);
    expect(await put(names[1], { owner: 'tests', type: 'teams' })).toBe(422);
  });

  it('is nothing for viewers, nor for tokens with limits on models or rows', async () => {
    const name = await makeChannel({ type: 'webhook', url: 'https://example.com/' });
    const row = { model: 'm', filter: { dimension: 'state', operator: '=' as const, value: 'CA' } };
    const tokens = [
      await api.tokenFor({ role: 'viewer' }),
      await api.tokenFor({ role: 'editor', models: ['m'] }),
      await api.tokenFor({ role: 'editor', rowFilters: [row] }),
    ];
    for (const token of tokens) {
      const answers = await Promise.all([
        api.request('GET', `/v1/channels/${name}`, { token }),
        api.request('GET', `/v1/channels/${name}/status`, { token }),
        api.request('GET', `/v1/channels/${name}/deliveries`, { token }),
        api.request('POST', `/v1/channels/${name}/test`, { token }),
        api.request('POST', `/v1/channels/${name}/enable`, { token }),
        api.request('POST', `/v1/channels/${name}/rotate-secret`, { token, body: {} }),
        api.request('DELETE', `/v1/channels/${name}`, { token }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 403));
    }
  });
});

describe('a webhook', () => {
  it('is tested with a notification of nothing, which is logged like any other', async () => {
    const name = await makeChannel({ type: 'webhook', url: receiver.url, secret: SECRET });
    const tested = await api.request('POST', `/v1/channels/${name}/test`);
    const log = await api.request('GET', `/v1/channels/${name}/deliveries`);

    expect(tested).toMatchObject({ status: 200, body: { status: 'delivered', type: 'channel.test', attempts: 1 } });
    expect(log.body).toMatchObject({ items: [tested.body] });
    expect(receiver.bodies()).toMatchObject([{ type: 'channel.test', data: { status: 'resolved' } }]);
  });

  it('that fails its test says why, and is tried again', async () => {
    const name = await makeChannel({ type: 'webhook', url: receiver.url, secret: SECRET });
    receiver.answers.push({ status: 500, body: 'no disk' });
    const tested = await api.request('POST', `/v1/channels/${name}/test`);
    await sweep(MINUTE);

    expect(tested.body).toMatchObject({ status: 'pending', lastError: 'the receiver answered 500: no disk' });
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[0]?.headers['webhook-id']).toBe(receiver.received[1]?.headers['webhook-id']);
  });

  it('is signed by the old and the new secret until the old one retires', async () => {
    const { channel, rule } = await tellingOf({ type: 'webhook', url: receiver.url, secret: SECRET });
    const rotated = await api.request('POST', `/v1/channels/${channel}/rotate-secret`, {
      body: { retireAfter: 'PT1H' },
    });
    const during = await statusOf(channel);
    await say(open(rule), 0);
    await say({ ...open(rule), severity: 'critical' }, 61 * MINUTE, 'incident.level-changed');

    const secret = String(Object(rotated.body).secret);
    const isSignedBy = (index: number, one: string) => {
      const { headers = {}, body } = receiver.received[index] ?? {};
      const sent = new Date(Number(headers['webhook-timestamp']) * 1000);
      const signature = new Webhook(one).sign(String(headers['webhook-id']), sent, JSON.stringify(body));
      return String(headers['webhook-signature']).split(' ').includes(signature);
    };
    expect(rotated.headers.get('cache-control')).toBe('no-store');
    expect(during).toMatchObject({ oldSecretRetiresAt: expect.any(String) });
    expect([isSignedBy(0, SECRET), isSignedBy(0, secret)]).toEqual([true, true]);
    expect([isSignedBy(1, SECRET), isSignedBy(1, secret)]).toEqual([false, true]);
    const slack = await makeChannel({ type: 'slack', secret: 'https://hooks.slack.com/services/x' });
    const wrong = await api.request('POST', `/v1/channels/${slack}/rotate-secret`, { body: {} });
    expect(wrong).toMatchObject({ status: 409, body: { code: 'channel.wrong-type' } });
  });
});

describe('Alertmanager', () => {
  it('gets alerts that it does not let go of, and their ends', async () => {
    const { rule, channel } = await tellingOf({ type: 'alertmanager', url: `${receiver.url}/am/`, secret: 'token' });
    const incident = open(rule);
    await say(incident, 0);
    await sweep(30_000);
    await sweep(MINUTE);
    await sweep(2 * MINUTE);
    await say(resolved(incident, iso(2.5 * MINUTE)), 2.5 * MINUTE, 'incident.resolved');
    await sweep(10 * MINUTE);

    expect(receiver.received.map(({ path, headers }) => [path, headers.authorization])).toEqual(
      Array.from({ length: 4 }, () => ['/am/api/v2/alerts', 'Bearer token']),
    );
    const labels = { alertname: rule, origin: 'SFO', team: 'west', severity: 'warning' };
    expect(receiver.bodies()).toMatchObject([
      [{ labels, startsAt: iso(0), endsAt: iso(4 * MINUTE) }],
      [{ labels, startsAt: iso(0), endsAt: iso(5 * MINUTE) }],
      [{ labels, startsAt: iso(0), endsAt: iso(6 * MINUTE) }],
      [{ labels, startsAt: iso(0), endsAt: iso(2.5 * MINUTE) }],
    ]);
    const log = await api.request('GET', `/v1/channels/${channel}/deliveries`);
    expect(log.body).toMatchObject({ items: [{ type: 'incidents.changed' }, { type: 'incidents.changed' }] });
  });

  it('is not told that something is open which is over by the time that it can be reached', async () => {
    const { rule } = await tellingOf({ type: 'alertmanager', url: receiver.url, user: 'u', secret: 'p' });
    const incident = open(rule);
    receiver.answers.push({ status: 503 }, { status: 503 });
    await say(incident, 0);
    await say(resolved(incident, iso(1_000)), 1_000, 'incident.resolved');
    await sweep(10 * MINUTE);

    expect(receiver.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`);
    expect(receiver.bodies().slice(2)).toMatchObject([[{ endsAt: iso(1_000) }], [{ endsAt: iso(1_000) }]]);
  });
});

describe('PagerDuty', () => {
  it('is triggered, acknowledged and resolved by the id of the incident, each once', async () => {
    const url = `${receiver.url}/v2/enqueue`;
    const { rule } = await tellingOf({ type: 'pagerduty', url, secret: 'routing-key' });
    const incident = open(rule, { severity: 'critical' });
    await say(incident, 0);
    await api.request('POST', `/v1/incidents/${incident.id}/acknowledge`, { body: { comment: 'mine' } });
    await sweep(MINUTE);
    await say(resolved(incident, iso(2 * MINUTE)), 2 * MINUTE, 'incident.resolved');

    const common = { routing_key: 'routing-key', dedup_key: incident.id };
    expect(receiver.bodies()).toMatchObject([
      { ...common, event_action: 'trigger', payload: { severity: 'critical', source: 'flights', class: rule } },
      { ...common, event_action: 'acknowledge' },
      { ...common, event_action: 'resolve' },
    ]);
  });

  it('is not told again of what stays open, and not of a beginning that comes after the end', async () => {
    const { rule } = await tellingOf({ type: 'pagerduty', url: receiver.url, secret: 'routing-key' });
    const incident = open(rule);
    receiver.answers.push({ status: 429, headers: { 'retry-after': '120' } });
    await say(incident, 0);
    await say(resolved(incident, iso(1_000)), 1_000, 'incident.resolved');
    await sweep(3 * MINUTE);
    const other = open(rule, { id: `${rule}~${start}~y` });
    await say(other, 4 * MINUTE);
    await sweep(120 * MINUTE);

    const actions = receiver.received.map(
      ({ body }) => `${Object(body).dedup_key.at(-1)} ${Object(body).event_action}`,
    );
    expect(actions).toEqual(['x trigger', 'x resolve', 'x resolve', 'y trigger']);
  });

  it('closes the channel no more than it must: a wrong key is final for the event', async () => {
    const { rule, channel } = await tellingOf({ type: 'pagerduty', url: receiver.url, secret: 'routing-key' });
    receiver.answers.push({ status: 400, body: 'Invalid routing key' });
    await say(open(rule), 0);
    await sweep(10 * MINUTE);

    expect(await statusOf(channel)).toMatchObject({
      consecutiveFailures: 1,
      disabled: null,
      lastError: 'the receiver answered 400: Invalid routing key',
    });
    expect(receiver.received).toHaveLength(1);
  });
});

describe('Slack and Teams', () => {
  it('get messages in their own shapes at their secret URLs', async () => {
    const slack = await tellingOf({ type: 'slack', secret: `${receiver.url}/services/T/B/x` });
    const teams = await tellingOf({ type: 'teams', secret: `${receiver.url}/workflows/y` });
    await say(open(slack.rule), 0);
    await say(open(teams.rule), 0);

    expect(receiver.received).toMatchObject([
      { path: '/services/T/B/x', body: { blocks: [{ type: 'header' }, { type: 'section' }] } },
      { path: '/workflows/y', body: { type: 'message', attachments: [{ content: { type: 'AdaptiveCard' } }] } },
    ]);
    const shown = await api.request('GET', `/v1/channels/${slack.channel}`);
    expect(JSON.stringify(shown.body)).not.toContain('services');
  });
});

describe('e-mail', () => {
  it('goes to all recipients by SMTP with TLS and a login, with the same id when it is sent again', async () => {
    const server = await startMailServer({ user: 'millrace', password: 'secret' });
    const { rule, channel } = await tellingOf({
      type: 'email',
      host: '127.0.0.1',
      port: server.port,
      user: 'millrace',
      secret: 'secret',
      from: 'alerts@example.com',
      to: ['one@example.com', 'two@example.com'],
    });
    server.refusals.push({ code: 451, message: 'later' }, { code: 451, message: 'later' });
    await say(open(rule, { labels: { origin: 'a\r\nBcc: all@example.com' } }), 0);
    const failing = await statusOf(channel);
    await sweep(MINUTE);
    const { items } = Object((await api.request('GET', `/v1/channels/${channel}/deliveries`)).body);
    await api.request('POST', `/v1/deliveries/${items[0].id}/replay`);
    await server.close();

    expect(failing).toMatchObject({ consecutiveFailures: 1, lastError: expect.stringContaining('451') });
    expect(server.received).toMatchObject([
      { to: ['one@example.com', 'two@example.com'], secure: true, user: 'millrace' },
      { to: ['one@example.com', 'two@example.com'] },
    ]);
    const ids = server.received.map(({ raw }) => /^Message-ID: (.*)$/m.exec(raw)?.[1]);
    expect(ids[0]).toBe(`<${items[0].notificationId}@millrace>`);
    expect(ids[1]).toBe(ids[0]);
    expect(server.received[0]?.raw).not.toMatch(/^Bcc:/m);
  });
});
