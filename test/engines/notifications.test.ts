// What comes after evaluation, on the real table and with real receivers: notices are put as evaluation puts them, time is the tests' own.
// Long because the cases share the receivers, the channels and the clock that they move.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bounded } from '#functions/alerts/acts/bounded.ts';
import { deliverDueNotifications } from '#functions/alerts/acts/deliver-notifications.ts';
import { notify } from '#functions/alerts/lambda/notify.ts';
import { ruleStore } from '#functions/alerts/store/definitions.ts';
import { incidentStore } from '#functions/alerts/store/incidents.ts';
import { outboxStore } from '#functions/alerts/store/outbox.ts';
import type { Context } from '#functions/platform/context.ts';
import { ChannelStatus } from '#schemas/alerts/channel.ts';
import type { Incident, IncidentEvent } from '#schemas/alerts/incident.ts';
import { Delivery, DeliveryDetail, IncidentView } from '#schemas/alerts/notification.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import { anIncident, noticeOf, resolved } from '#test/support/an-incident.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import { startHttpReceiver } from '#test/support/http-receiver.ts';
import { useOwnTable } from '#test/support/own-table.ts';
import { startWebhookReceiver } from '#test/support/webhook-receiver.ts';
import type { WebhookReceiver } from '#test/support/webhook-receiver.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let api: TestApi;
let receiver: WebhookReceiver;
let removeTable: () => Promise<void>;
/** The beginning of a test: what the API does by its own clock is not long after. */
let start: number;

const iso = (ms: number) => new Date(start + ms).toISOString();
const at = (ms: number): Context => ({ ...api.context, now: () => new Date(start + ms) });
const sweep = (ms: number) => deliverDueNotifications(at(ms));

beforeAll(async () => {
  removeTable = await useOwnTable();
  api = await startApi();
  receiver = await startWebhookReceiver(SECRET);
});

beforeEach(() => {
  start = Date.now();
});

afterAll(async () => {
  receiver.close();
  await api.close();
  await removeTable();
});

async function create(path: string, body: object): Promise<void> {
  expect(await api.request('POST', `/v1/${path}`, { body })).toMatchObject({ status: 201 });
}

async function makeChannel(changes: Record<string, unknown> = {}): Promise<string> {
  const name = uniqueName('t-hook');
  await create('channels', { name, owner: 'tests', type: 'webhook', url: receiver.url, secret: SECRET, ...changes });
  return name;
}

/** Takes the incidents of one rule, and lets other routes take them too. */
async function makeRoute(rule: string, changes: Record<string, unknown> = {}): Promise<string> {
  const name = uniqueName('t-route');
  const matchers = [{ label: 'rule', operator: '=', value: rule }];
  const channels = changes['channels'] ?? [await makeChannel()];
  await create('routes', { name, owner: 'tests', matchers, order: 1, continue: true, ...changes, channels });
  return name;
}

/** A rule that nobody evaluates: only its channels and mutes matter here. */
async function putRule(name: string, changes: object): Promise<void> {
  const condition = { kind: 'threshold', operator: '>', warning: 1 };
  const fixed = { name, owner: 'tests', model: 'none', measure: 'm', window: 'PT1M', enabled: false, condition };
  await ruleStore(api.context.table).create(Rule.parse({ ...fixed, ...changes }), new Date());
}

async function makeRule(changes: object = {}): Promise<{ rule: string; channel: string }> {
  const [rule, channel] = [uniqueName('t-rule'), await makeChannel()];
  await putRule(rule, { channels: [channel], ...changes });
  return { rule, channel };
}

interface Told {
  type?: IncidentEvent;
  ms: number;
}

/** Puts an incident and what is said of it as evaluation does. @returns what the table's stream would say */
async function tell(incident: Incident, { type = 'incident.opened', ms }: Told) {
  const notice = noticeOf(incident, type, iso(ms));
  const { table } = api.context;
  const announced = outboxStore(table).announce(notice, new Date(start + ms));
  await table.transact([incidentStore(table).put({ incident }), announced]);
  const Keys = { pk: { S: `outbox#${incident.id}` }, sk: { S: notice.id } };
  return { Records: [{ eventName: 'INSERT', dynamodb: { Keys } }] };
}

const open = (rule: string, origin: string, changes: Partial<Incident> = {}): Incident => {
  const times = { openedAt: iso(0), startedAt: iso(0) };
  return anIncident({ id: `${rule}~${start}~${origin}`, rule, labels: { origin }, ...times, ...changes });
};
const say = async (incident: Incident, ms: number) => notify(at(ms), await tell(incident, { ms }));
const sayOver = async (incident: Incident, ms: number) =>
  notify(at(ms), await tell(resolved(incident, iso(ms)), { type: 'incident.resolved', ms }));

const idsOf = (rule: string) => receiver.of(rule).map(({ id }) => id);
/** Such as `changed: SFO opened, LAX -`. */
const toldOf = (rule: string): string[] =>
  receiver.of(rule).map(({ notification: { type, data } }) => {
    const incidents = data.incidents.map(
      ({ labels, event }) => `${labels['origin']} ${event?.replace('incident.', '') ?? '-'}`,
    );
    return `${type.replace('incidents.', '')}: ${incidents.join(', ')}`;
  });
async function deliveriesOf(path: string): Promise<Delivery[]> {
  const { body } = await api.request('GET', `/v1/${path}/deliveries`);
  return z.object({ items: z.array(Delivery) }).parse(body).items;
}
const only = <Value>(values: Value[]): Value => {
  expect(values).toHaveLength(1);
  const [value] = values;
  if (value === undefined) throw new Error('there is none');
  return value;
};
const statusOf = async (channel: string) =>
  ChannelStatus.parse((await api.request('GET', `/v1/channels/${channel}/status`)).body);

describe("a rule's own channels", () => {
  it('are told of each incident by itself, at once: opened, changed, resolved', async () => {
    const { rule, channel } = await makeRule();
    const incident = open(rule, 'SFO');
    const critical = { ...incident, severity: 'critical' as const };
    const over = resolved(critical, iso(2 * SECOND));

    await say(incident, 0);
    await notify(at(SECOND), await tell(critical, { type: 'incident.level-changed', ms: SECOND }));
    await sayOver(critical, 2 * SECOND);

    expect(receiver.of(rule).map(({ notification }) => notification.data)).toMatchObject([
      { route: null, status: 'open', severity: 'warning', incidents: [{ ...incident, event: 'incident.opened' }] },
      { status: 'open', severity: 'critical', incidents: [{ ...critical, event: 'incident.level-changed' }] },
      { status: 'resolved', severity: 'critical', incidents: [{ ...over, event: 'incident.resolved' }] },
    ]);
    expect(idsOf(rule)).toEqual(receiver.of(rule).map(({ notification }) => notification.id));
    expect(new Set(idsOf(rule)).size).toBe(3);
    const deliveries = await deliveriesOf(`incidents/${incident.id}`);
    expect(deliveries.map(({ status, attempts }) => `${status} ${attempts}`)).toEqual([
      'delivered 1',
      'delivered 1',
      'delivered 1',
    ]);
    expect(await deliveriesOf(`channels/${channel}`)).toEqual(deliveries);
  });

  it('are told once, however often evaluation says the same and whoever is woken', async () => {
    const { rule } = await makeRule();
    const incident = open(rule, 'SFO');
    const event = await tell(incident, { ms: 0 });

    await Promise.all([notify(at(0), event), notify(at(0), event), sweep(0), sweep(0)]);
    await tell(incident, { ms: 0 });
    await notify(at(0), event);
    await sweep(40 * SECOND);

    expect(toldOf(rule)).toEqual(['changed: SFO opened']);
  });

  it('that were told of the beginning are told of the end when the rule is gone', async () => {
    const { rule } = await makeRule();
    const incident = open(rule, 'SFO');
    await say(incident, 0);

    await ruleStore(api.context.table).remove(rule, 1);
    await sayOver(incident, SECOND);

    expect(toldOf(rule)).toEqual(['changed: SFO opened', 'changed: SFO resolved']);
  });

  it('are told of an incident that was over before anybody looked', async () => {
    const { rule } = await makeRule();
    const incident = open(rule, 'SFO');
    await tell(incident, { ms: 0 });
    await tell(resolved(incident, iso(SECOND)), { type: 'incident.resolved', ms: SECOND });

    await sweep(10 * MINUTE);
    await sweep(11 * MINUTE);

    expect(toldOf(rule)).toEqual(['changed: SFO resolved']);
  });
});

describe('a route', () => {
  it('waits for a group to gather, then for the interval, and tells all that is open with what is new', async () => {
    const rule = uniqueName('t-rule');
    await makeRoute(rule, { groupBy: ['rule'] });
    const [sfo, lax] = [open(rule, 'SFO'), open(rule, 'LAX', { severity: 'critical' })];

    await say(sfo, 0);
    await say(lax, 10 * SECOND);
    await sweep(29 * SECOND);
    expect(toldOf(rule)).toEqual([]);
    await sweep(30 * SECOND);
    await say(open(rule, 'JFK'), MINUTE);
    await sayOver(sfo, 2 * MINUTE);
    await sweep(5 * MINUTE);
    expect(toldOf(rule)).toEqual(['changed: LAX opened, SFO opened']);
    await sweep(5 * MINUTE + 30 * SECOND);

    expect(toldOf(rule).slice(1)).toEqual(['changed: JFK opened, SFO resolved, LAX -']);
    expect(receiver.of(rule).at(-1)?.notification.data).toMatchObject({ groupLabels: { rule }, severity: 'critical' });
  });

  it('tells again what stays open, and no more when it is over', async () => {
    const rule = uniqueName('t-rule');
    await makeRoute(rule, { groupWait: 'PT0S', repeatInterval: 'PT1H' });
    const incident = open(rule, 'SFO');

    await say(incident, 0);
    await sweep(59 * MINUTE);
    await sweep(HOUR);
    await sweep(HOUR + MINUTE);
    await sweep(2 * HOUR);
    await sayOver(incident, 2 * HOUR + 10 * MINUTE);
    await sweep(4 * HOUR);

    expect(toldOf(rule)).toEqual([
      'changed: SFO opened',
      'repeated: SFO -',
      'repeated: SFO -',
      'changed: SFO resolved',
    ]);
    expect(new Set(idsOf(rule)).size).toBe(4);
  });

  it('groups by labels, and keeps an incident in its group when its labels change', async () => {
    const rule = uniqueName('t-rule');
    await makeRoute(rule, { groupBy: ['severity'], groupWait: 'PT0S', groupInterval: 'PT0S' });
    const [sfo, lax] = [open(rule, 'SFO'), open(rule, 'LAX', { severity: 'critical' })];

    await say(sfo, 0);
    await say(lax, 0);
    const changed = { ...sfo, severity: 'critical' as const };
    await notify(at(SECOND), await tell(changed, { type: 'incident.level-changed', ms: SECOND }));

    expect(toldOf(rule)).toEqual(['changed: SFO opened', 'changed: LAX opened', 'changed: SFO level-changed']);
  });

  it('is asked in its order, and ends the search unless it continues; patterns match the whole value', async () => {
    const rule = uniqueName('t-rule');
    const origin = (value: string) => ({ label: 'origin', operator: '=~', value });
    const own = { label: 'rule', operator: '=', value: rule };
    const first = await makeRoute(rule, { order: 1, matchers: [own, origin('S.*')], continue: true });
    const second = await makeRoute(rule, {
      order: 2,
      matchers: [own, origin('SFO|LAX')],
      continue: false,
      groupBy: ['origin', 'team'],
    });
    await makeRoute(rule, { order: 3, matchers: [own, origin('S')] });
    await makeRoute(rule, { order: 4, matchers: [own] });

    const answer = await api.request('POST', '/v1/routes/test', { body: { labels: { rule, origin: 'SFO' } } });

    expect(answer).toMatchObject({
      status: 200,
      body: { routes: [{ name: first }, { name: second, groupLabels: { origin: 'SFO', team: '' } }] },
    });
  });

  it('keeps its channels from being deleted, and is refused with what is wrong', async () => {
    const channel = await makeChannel();
    const name = await makeRoute('none', { channels: [channel] });

    expect((await api.request('DELETE', `/v1/channels/${channel}`)).body).toMatchObject({ code: 'definition.in-use' });
    const matchers = [{ label: 'rule', operator: '=~', value: '(a' }];
    const body = { name: uniqueName('t-route'), owner: 'tests', matchers, channels: ['nowhere'] };
    const refused = await api.request('POST', '/v1/routes', { body });
    expect((await api.request('DELETE', `/v1/routes/${name}`)).status).toBe(204);
    expect((await api.request('DELETE', `/v1/channels/${channel}`)).status).toBe(204);

    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/matchers/0/value' }, { pointer: '/channels/0' }] },
    });
  });

  it('that is deleted tells the end of what it told of', async () => {
    const rule = uniqueName('t-rule');
    const name = await makeRoute(rule, { groupWait: 'PT0S', groupInterval: 'PT0S' });
    const incident = open(rule, 'SFO');
    await say(incident, 0);

    expect((await api.request('DELETE', `/v1/routes/${name}`)).status).toBe(204);
    await sayOver(incident, SECOND);

    expect(toldOf(rule)).toEqual(['changed: SFO opened', 'changed: SFO resolved']);
  });

  it('tells of each of many incidents once, whoever else is at it', async () => {
    const rule = uniqueName('t-rule');
    await makeRoute(rule, { groupBy: ['rule'], groupWait: 'PT0S' });
    const incidents = Array.from({ length: 30 }, (_, index) => open(rule, `X${index}`));
    const events = await bounded(4, incidents, (incident) => tell(incident, { ms: 0 }));
    const Records = events.flatMap((event) => event.Records);

    await Promise.all([
      notify(at(0), { Records: Records.slice(0, 20) }),
      notify(at(0), { Records: Records.slice(10) }),
      sweep(0),
    ]);
    for (const ms of [SECOND, 20 * SECOND, 6 * MINUTE]) await sweep(ms);

    const news = receiver
      .of(rule)
      .flatMap(({ notification: { data } }) => data.incidents.filter(({ event }) => event !== null));
    expect(news.map(({ id }) => id).toSorted()).toEqual(incidents.map(({ id }) => id).toSorted());
  });
});

describe('a silence', () => {
  const silence = async (rule: string, from: number, to: number): Promise<string> => {
    const name = uniqueName('t-silence');
    const matchers = [{ label: 'rule', operator: '=', value: rule }];
    await create('silences', { name, owner: 'tests', matchers, from: iso(from), to: iso(to), comment: 'works' });
    return name;
  };

  it('holds back what opens in it; what is still open at its end is told of then, what came and went is not', async () => {
    const { rule } = await makeRule();
    const name = await silence(rule, -MINUTE, 10 * MINUTE);
    const [stays, goes] = [open(rule, 'SFO'), open(rule, 'LAX')];

    await say(stays, 0);
    await say(goes, 0);
    const seen = await api.request('GET', `/v1/incidents/${stays.id}`);
    await sayOver(goes, 5 * MINUTE);
    for (const ms of [MINUTE, 6 * MINUTE, 9 * MINUTE + 59 * SECOND]) await sweep(ms);
    expect(toldOf(rule)).toEqual([]);
    await sweep(10 * MINUTE);
    await sweep(20 * MINUTE);

    expect(seen.body).toMatchObject({ silencedBy: [name] });
    expect(toldOf(rule)).toEqual(['changed: SFO opened']);
  });

  it('holds back the end of what was told of before, but not for ever', async () => {
    const { rule } = await makeRule();
    const incident = open(rule, 'SFO');
    await say(incident, 0);
    await silence(rule, SECOND, 10 * MINUTE);

    await sayOver(incident, 5 * MINUTE);
    expect(toldOf(rule)).toEqual(['changed: SFO opened']);
    await sweep(10 * MINUTE);

    expect(toldOf(rule)).toEqual(['changed: SFO opened', 'changed: SFO resolved']);
  });

  it('that is ended early lets what it held back through within a minute', async () => {
    const { rule } = await makeRule();
    const name = await silence(rule, -MINUTE, 10 * HOUR);
    await say(open(rule, 'SFO'), 0);

    const ended = await api.request('POST', `/v1/silences/${name}/expire`);
    await sweep(MINUTE);

    expect(ended).toMatchObject({ status: 200, body: { status: 'expired', version: 2 } });
    expect(toldOf(rule)).toEqual(['changed: SFO opened']);
  });

  it('is made by a token, listed by status, replaced by version, and deleted', async () => {
    const names = [
      await silence('x', -HOUR, HOUR),
      await silence('x', HOUR, 2 * HOUR),
      await silence('x', -HOUR, -MINUTE),
    ];
    const statuses = await Promise.all(names.map((name) => api.request('GET', `/v1/silences/${name}`)));
    const listed = await api.request('GET', '/v1/silences?status=pending');
    const [name = ''] = names;
    const matchers = [{ label: 'rule', operator: '!~', value: '[' }];
    const body = { name, owner: 'tests', matchers, from: iso(0), to: iso(HOUR), comment: 'c' };

    expect(statuses.map(({ body }) => body)).toMatchObject([
      { status: 'active', author: expect.stringMatching(/^test-/) },
      { status: 'pending' },
      { status: 'expired' },
    ]);
    const pending = z.object({ items: z.array(z.object({ name: z.string() })) }).parse(listed.body).items;
    expect(names.filter((one) => pending.some((silence) => silence.name === one))).toEqual([names[1]]);
    expect(await api.request('PUT', `/v1/silences/${name}`, { body })).toMatchObject({ status: 422 });
    const backwards = { ...body, matchers: [{ label: 'a', operator: '=', value: 'b' }], to: iso(-HOUR) };
    expect(await api.request('PUT', `/v1/silences/${name}`, { body: backwards })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/to' }] },
    });
    const headers = { 'if-match': '"7"' };
    expect((await api.request('DELETE', `/v1/silences/${name}`, { headers })).status).toBe(412);
    expect((await api.request('DELETE', `/v1/silences/${name}`)).status).toBe(204);
  });

  it('and routes are nothing for tokens with limits', async () => {
    const token = await api.tokenFor({ role: 'editor', models: ['other'] });
    const answers = await Promise.all(
      ['/v1/silences', '/v1/routes', '/v1/channels'].map((path) => api.request('GET', path, { token })),
    );
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  });
});

describe('a muted time of a rule', () => {
  it('holds back like a silence, in the time zone of the rule', async () => {
    const hourFrom = (ms: number) => new Date(start + ms).toISOString().slice(11, 16);
    const { rule } = await makeRule({ mutes: [{ from: hourFrom(-HOUR), to: hourFrom(HOUR) }] });
    await say(open(rule, 'SFO'), 0);
    await sweep(30 * MINUTE);
    expect(toldOf(rule)).toEqual([]);

    await sweep(HOUR + MINUTE);

    expect(toldOf(rule)).toEqual(['changed: SFO opened']);
  });
});

describe('an acknowledgement', () => {
  it('is told of, shown, and stops repeats; the end is told all the same', async () => {
    const rule = uniqueName('t-rule');
    await makeRoute(rule, { groupWait: 'PT0S', groupInterval: 'PT0S', repeatInterval: 'PT1H' });
    const incident = open(rule, 'SFO');
    await say(incident, 0);

    const body = { comment: 'looking' };
    const answer = await api.request('POST', `/v1/incidents/${incident.id}/acknowledge`, { body });
    await sweep(MINUTE);
    await sweep(3 * HOUR);
    await sayOver(incident, 4 * HOUR);

    const acknowledgement = { by: expect.stringMatching(/^test-/), comment: 'looking' };
    expect(answer).toMatchObject({ status: 200, body: { id: incident.id, acknowledgement } });
    expect(toldOf(rule)).toEqual(['changed: SFO opened', 'changed: SFO acknowledged', 'changed: SFO resolved']);
    expect(receiver.of(rule)[1]?.notification.data.incidents).toMatchObject([{ acknowledgement }]);
    const late = await api.request('POST', `/v1/incidents/${incident.id}/acknowledge`, { body });
    expect(late).toMatchObject({ status: 409, body: { code: 'incident.resolved' } });
  });

  it('that is taken back lets repeats go on', async () => {
    const rule = uniqueName('t-rule');
    await makeRoute(rule, { groupWait: 'PT0S', groupInterval: 'PT0S', repeatInterval: 'PT1H' });
    const incident = open(rule, 'SFO');
    await say(incident, 0);
    const path = `/v1/incidents/${incident.id}/acknowledge`;

    await api.request('POST', path, { body: {} });
    await sweep(MINUTE);
    const back = await api.request('DELETE', path);
    await sweep(2 * MINUTE);
    await sweep(2 * HOUR);

    expect(back).toMatchObject({ status: 200, body: { acknowledgement: null } });
    expect(toldOf(rule)).toEqual([
      'changed: SFO opened',
      'changed: SFO acknowledged',
      'changed: SFO unacknowledged',
      'repeated: SFO -',
    ]);
  });

  it('outlives what evaluation says later, and needs an editor', async () => {
    const { rule } = await makeRule();
    const incident = open(rule, 'SFO');
    await say(incident, 0);
    const path = `/v1/incidents/${incident.id}`;
    const token = await api.tokenFor({ role: 'viewer' });
    expect((await api.request('POST', `${path}/acknowledge`, { token, body: {} })).status).toBe(403);

    await api.request('POST', `${path}/acknowledge`, { body: {} });
    const critical = { ...incident, severity: 'critical' as const };
    await notify(at(SECOND), await tell(critical, { type: 'incident.level-changed', ms: SECOND }));

    expect((await api.request('GET', path)).body).toMatchObject({
      severity: 'critical',
      acknowledgement: { comment: '' },
    });
    expect(receiver.of(rule).at(-1)?.notification.data.incidents).toMatchObject([{ acknowledgement: { comment: '' } }]);
  });
});

describe('a delivery', () => {
  it('is tried again with the same id after the receiver failed, and not before its time', async () => {
    const { rule, channel } = await makeRule();
    receiver.answers.push(500, 503);

    await say(open(rule, 'SFO'), 0);
    await sweep(SECOND);
    const postponed = only(await deliveriesOf(`channels/${channel}`));
    const failing = await statusOf(channel);
    await sweep(10 * SECOND);
    await sweep(MINUTE);

    expect(postponed).toMatchObject({ status: 'pending', attempts: 1, lastError: 'the receiver answered 500' });
    expect(failing).toMatchObject({
      consecutiveFailures: 1,
      lastError: 'the receiver answered 500',
      lastSuccessAt: null,
    });
    expect(idsOf(rule)).toEqual(Array.from({ length: 3 }, () => postponed.notificationId));
    expect(only(await deliveriesOf(`channels/${channel}`))).toMatchObject({ status: 'delivered', attempts: 3 });
    expect(await statusOf(channel)).toMatchObject({ consecutiveFailures: 0, lastSuccessAt: iso(MINUTE) });
  });

  it('that nobody was woken for, or whose incident nobody took on, is found by the sweep', async () => {
    const { rule } = await makeRule();
    await tell(open(rule, 'SFO'), { ms: 0 });
    await sweep(0);
    expect(toldOf(rule)).toEqual(['changed: SFO opened']);
  });

  it.each([
    ['the group was told', (context: Context) => failing(context, (item) => item.Put?.Item?.['groupId'] !== undefined)],
    [
      'the notice was taken on',
      (context: Context) =>
        failing(context, (item) => item.Update?.ExpressionAttributeValues?.[':routed'] !== undefined),
    ],
  ])('is made when a process died before %s', async (_, broken) => {
    const { rule } = await makeRule();
    const event = await tell(open(rule, 'SFO'), { ms: 0 });

    await expect(notify(broken(at(0)), event)).rejects.toThrow('crash');
    expect(toldOf(rule)).toEqual([]);
    await sweep(31 * SECOND);
    await sweep(40 * SECOND);

    expect(toldOf(rule)).toEqual(['changed: SFO opened']);
  });

  it('that was sent but not marked is sent again when its lease is over, with the same id', async () => {
    const { rule, channel } = await makeRule();
    const event = await tell(open(rule, 'SFO'), { ms: 0 });
    const { table } = api.context;
    const update: Context['table']['update'] = (input) =>
      input.ExpressionAttributeValues?.[':status'] === 'delivered'
        ? Promise.reject(new Error('crash'))
        : table.update(input);

    await expect(notify({ ...at(0), table: { ...table, update } }, event)).rejects.toThrow('crash');
    await sweep(10 * SECOND);
    expect(idsOf(rule)).toHaveLength(1);
    await sweep(31 * SECOND);

    const { notificationId } = only(await deliveriesOf(`channels/${channel}`));
    expect(idsOf(rule)).toEqual([notificationId, notificationId]);
    expect(only(await deliveriesOf(`channels/${channel}`))).toMatchObject({ status: 'delivered', attempts: 2 });
  });

  it('waits as long as the receiver asks for', async () => {
    const http = await startHttpReceiver();
    const { rule, channel } = await makeRule();
    const url = `${http.url}/`;
    const body = { name: channel, owner: 'tests', type: 'webhook', url, secret: SECRET };
    await api.request('PUT', `/v1/channels/${channel}`, { body });
    http.answers.push({ status: 429, headers: { 'retry-after': '600' } });

    await say(open(rule, 'SFO'), 0);
    const asked = only(await deliveriesOf(`channels/${channel}`));
    await sweep(599 * SECOND);
    expect(http.received).toHaveLength(1);
    await sweep(600 * SECOND);
    http.close();

    expect(asked.nextAttemptAt).toBe(iso(600 * SECOND));
    expect(http.received).toHaveLength(2);
  });

  it('that is refused for good is not tried again, but can be replayed with the same id', async () => {
    const { rule, channel } = await makeRule();
    receiver.answers.push(400);

    await say(open(rule, 'SFO'), 0);
    await sweep(10 * HOUR);
    const failed = only(await deliveriesOf(`channels/${channel}`));
    const replayed = await api.request('POST', `/v1/deliveries/${failed.id}/replay`);
    const detail = DeliveryDetail.parse((await api.request('GET', `/v1/deliveries/${failed.id}`)).body);

    expect(failed).toMatchObject({
      status: 'failed',
      attempts: 1,
      nextAttemptAt: null,
      lastError: 'the receiver answered 400',
    });
    expect(replayed).toMatchObject({ status: 200, body: { id: failed.id, status: 'delivered' } });
    expect(idsOf(rule)).toEqual([failed.notificationId, failed.notificationId]);
    expect(detail.notification?.data.incidents).toMatchObject([{ rule }]);
    expect((await api.request('POST', '/v1/deliveries/no~1~2~x/replay')).status).toBe(404);
  });

  it('that is answered 410 closes its channel until it is enabled', async () => {
    const { rule, channel } = await makeRule();
    receiver.answers.push(410);
    await say(open(rule, 'SFO'), 0);
    const closed = await statusOf(channel);
    await say(open(rule, 'LAX'), SECOND);
    const [second] = await deliveriesOf(`channels/${channel}`);

    const enabled = await api.request('POST', `/v1/channels/${channel}/enable`);
    await say(open(rule, 'JFK'), 2 * SECOND);

    expect(closed.disabled).toEqual({ at: iso(0), reason: 'the receiver answered 410' });
    expect(second).toMatchObject({ status: 'failed', lastError: 'the channel is disabled: the receiver answered 410' });
    expect(enabled.body).toMatchObject({ disabled: null });
    expect(toldOf(rule)).toEqual(['changed: SFO opened', 'changed: JFK opened']);
  });

  it('is given up when its channel was deleted meanwhile, or leads where it may not', async () => {
    const [gone, refused] = [await makeRule(), await makeRule()];
    receiver.answers.push(500);
    const incident = open(gone.rule, 'SFO');
    await say(incident, 0);
    expect((await api.request('DELETE', `/v1/channels/${gone.channel}`)).status).toBe(204);
    const strict = { ...at(0), settings: { ...api.context.settings, webhookAllowLoopback: false } };
    await notify(strict, await tell(open(refused.rule, 'SFO'), { ms: 0 }));

    await sweep(MINUTE);

    expect(only(await deliveriesOf(`incidents/${incident.id}`))).toMatchObject({
      status: 'failed',
      lastError: 'the channel was deleted',
    });
    expect(only(await deliveriesOf(`channels/${refused.channel}`))).toMatchObject({
      status: 'failed',
      lastError: expect.stringContaining('the URL must'),
    });
    expect(receiver.of(refused.rule)).toEqual([]);
  });

  it('to a receiver that hangs holds up no other channel, and the sweep no longer than one attempt', async () => {
    const hanging = uniqueName('t-rule');
    const silent = 'http://127.0.0.1:9';
    const channels = [await makeChannel({ url: silent })];
    await putRule(hanging, { channels });
    const { rule } = await makeRule();
    for (let index = 0; index < 12; index += 1) await tell(open(hanging, `X${index}`), { ms: 0 });
    await tell(open(rule, 'SFO'), { ms: 0 });

    await sweep(0);

    expect(toldOf(rule)).toEqual(['changed: SFO opened']);
    const deliveries = await deliveriesOf(`channels/${channels[0]}`);
    expect(deliveries.every(({ status }) => status === 'pending')).toBe(true);
    expect(deliveries.filter(({ attempts }) => attempts === 1).length).toBeLessThanOrEqual(4);
    expect(deliveries.filter(({ nextAttemptAt }) => nextAttemptAt === iso(30 * SECOND)).length).toBeGreaterThanOrEqual(
      8,
    );
  });
});

describe('the incidents', () => {
  it('are listed by status, rule, model, severity, owner, labels and time', async () => {
    const [model, rule, other] = [uniqueName('t-model'), uniqueName('t-rule'), uniqueName('t-rule')];
    const incidents = [
      open(rule, 'SFO', { model }),
      open(rule, 'LAX', { model, severity: 'critical', openedAt: iso(MINUTE) }),
      open(other, 'SFO', { model, owner: 'b', openedAt: iso(2 * MINUTE) }),
      resolved(open(other, 'JFK', { model, openedAt: iso(3 * MINUTE) }), iso(4 * MINUTE)),
    ];
    for (const incident of incidents) await tell(incident, { ms: 0 });
    const list = async (query: string) => {
      const { body } = await api.request('GET', `/v1/incidents?model=${model}&${query}`);
      const { items } = z.object({ items: z.array(IncidentView) }).parse(body);
      return items.map(({ rule: of, labels }) => `${of === rule ? 'one' : 'other'} ${labels['origin']}`);
    };

    expect(await list('')).toEqual(['other JFK', 'other SFO', 'one LAX', 'one SFO']);
    expect(await list('status=open')).toEqual(['other SFO', 'one LAX', 'one SFO']);
    expect(await list(`rule=${rule}`)).toEqual(['one SFO', 'one LAX']);
    expect(await list('severity=critical')).toEqual(['one LAX']);
    expect(await list('owner=b')).toEqual(['other SFO']);
    expect(await list(`match=${encodeURIComponent('origin=~"S.+|J.+",owner!="b"')}`)).toEqual(['other JFK', 'one SFO']);
    expect(await list(`from=${iso(MINUTE)}&to=${iso(3 * MINUTE)}`)).toEqual(['other SFO', 'one LAX']);
    expect(await list(`rule=${rule}&from=${iso(MINUTE)}`)).toEqual(['one LAX']);
    const broken = await api.request('GET', `/v1/incidents?match=${encodeURIComponent('origin=~"("')}`);
    expect(broken).toMatchObject({ status: 400, body: { errors: [{ pointer: expect.stringContaining('/match') }] } });
    expect((await api.request('GET', '/v1/incidents?match=nonsense')).status).toBe(400);
  });

  it('come in pages without gaps, also when few of many meet a filter', async () => {
    const [rule, model] = [uniqueName('t-rule'), uniqueName('t-model')];
    for (let index = 0; index < 7; index += 1) {
      const severity = index % 3 === 0 ? 'critical' : 'warning';
      await tell(open(rule, `X${index}`, { model, severity, openedAt: iso(index) }), { ms: 0 });
    }
    const origins: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path = `/v1/incidents?model=${model}&severity=critical&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { body } = await api.request('GET', path);
      const page = z.object({ items: z.array(IncidentView), nextCursor: z.string().nullable() }).parse(body);
      origins.push(...page.items.map(({ labels }) => labels['origin']));
      cursor = page.nextCursor;
    }
    expect(origins).toEqual(['X6', 'X3', 'X0']);
    expect((await api.request('GET', '/v1/incidents?cursor=nonsense')).status).toBe(400);
    expect((await api.request('GET', '/v1/incidents/none~1~2')).status).toBe(404);
  });
});

type Write = Parameters<Context['table']['transact']>[0][number];

/** A context whose process dies before the first transaction with such a write. */
function failing(context: Context, isHit: (write: Write) => boolean): Context {
  const { table } = context;
  const transact: Context['table']['transact'] = (items) =>
    items.some(isHit) ? Promise.reject(new Error('crash')) : table.transact(items);
  return { ...context, table: { ...table, transact } };
}
