// What comes after evaluation, on the real table and with real receivers: notices are put as evaluation puts them, time is the tests' own.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { deliverDueNotifications } from '#functions/alerts/acts/deliver-notifications.ts';
import { notify } from '#functions/alerts/lambda/notify.ts';
import { incidentStore } from '#functions/alerts/store/incidents.ts';
import { outboxStore } from '#functions/alerts/store/outbox.ts';
import { ruleStore } from '#functions/alerts/store/definitions.ts';
import type { Context } from '#functions/platform/context.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import { Delivery } from '#schemas/alerts/notification.ts';
import type { Incident, IncidentEvent } from '#schemas/alerts/incident.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import { anIncident, noticeOf, resolved } from '#test/support/an-incident.ts';
import { startWebhookReceiver } from '#test/support/webhook-receiver.ts';
import type { WebhookReceiver } from '#test/support/webhook-receiver.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const made: string[] = [];

let api: TestApi;
let receiver: WebhookReceiver;
/** A time that no other test of these uses: nothing of theirs is due before, and later sweeps find what is left over done. */
let start: number;

const iso = (ms: number) => new Date(ms).toISOString();
const at = (ms: number): Context => ({ ...api.context, now: () => new Date(start + ms) });

beforeAll(async () => {
  api = await startApi();
  receiver = await startWebhookReceiver(SECRET);
  start = Date.now();
});

afterAll(async () => {
  for (const path of made.toReversed()) await api.request('DELETE', path);
  receiver.close();
  await api.close();
});

async function create(path: string, body: { name: string } & Record<string, unknown>): Promise<void> {
  const answer = await api.request('POST', `/v1/${path}`, { body });
  expect(answer).toMatchObject({ status: 201 });
  made.push(`/v1/${path}/${body.name}`);
}

async function makeChannel(changes: Record<string, unknown> = {}): Promise<string> {
  const name = uniqueName('t-hook');
  await create('channels', { name, owner: 'tests', type: 'webhook', url: receiver.url, secret: SECRET, ...changes });
  return name;
}

async function makeRoute(rule: string, channels: string[], changes: Record<string, unknown> = {}): Promise<string> {
  const name = uniqueName('t-route');
  const matchers = [{ label: 'rule', operator: '=', value: rule }];
  await create('routes', { name, owner: 'tests', matchers, channels, order: 1, continue: true, ...changes });
  return name;
}

/** A rule that nobody evaluates: only its channels and mutes matter here. */
async function putRule(name: string, changes: object): Promise<void> {
  const condition = { kind: 'threshold', operator: '>', warning: 1 };
  const rule = Rule.parse({
    name,
    owner: 'tests',
    model: 'none',
    measure: 'm',
    window: 'PT1M',
    enabled: false,
    condition,
    ...changes,
  });
  await ruleStore(api.context.table).create(rule, new Date());
}

interface Told {
  type?: IncidentEvent;
  ms: number;
}

/** Puts an incident and what is said of it as evaluation does. @returns what the table's stream would say */
async function tell(incident: Incident, { type = 'incident.opened', ms }: Told) {
  const notice = noticeOf(incident, type, iso(start + ms));
  const { table } = api.context;
  const now = new Date(start + ms);
  await table.transact([incidentStore(table).put({ incident }), outboxStore(table).announce(notice, now)]);
  const Keys = { pk: { S: `outbox#${incident.id}` }, sk: { S: notice.id } };
  return { Records: [{ eventName: 'INSERT', dynamodb: { Keys } }] };
}

const open = (rule: string, origin: string, changes: Partial<Incident> = {}): Incident =>
  anIncident({
    id: `${rule}~${start}~${origin}`,
    rule,
    labels: { origin },
    openedAt: iso(start),
    startedAt: iso(start),
    ...changes,
  });

const toldOf = (rule: string) =>
  receiver
    .of(rule)
    .map(({ notification: { type, data } }) => [
      type,
      ...data.incidents.map(({ labels, event }) => [labels['origin'], event]),
    ]);
const idsOf = (rule: string) => receiver.of(rule).map(({ id }) => id);
async function deliveriesOf(path: string): Promise<Delivery[]> {
  const { body } = await api.request('GET', `/v1/${path}/deliveries`);
  return z.object({ items: z.array(Delivery) }).parse(body).items;
}

describe("a rule's own channels", () => {
  it('are told of each incident by itself, at once: opened, changed, resolved', async () => {
    const [rule, channel] = [uniqueName('t-rule'), await makeChannel()];
    await putRule(rule, { channels: [channel, channel] });
    const incident = open(rule, 'SFO');

    await notify(at(0), await tell(incident, { ms: 0 }));
    const critical = { ...incident, severity: 'critical' as const };
    await notify(at(1 * SECOND), await tell(critical, { type: 'incident.level-changed', ms: 1 * SECOND }));
    const over = resolved(critical, iso(start + 2 * SECOND));
    await notify(at(2 * SECOND), await tell(over, { type: 'incident.resolved', ms: 2 * SECOND }));

    expect(receiver.of(rule).map(({ id, notification }) => [id === notification.id, notification.data])).toMatchObject([
      [
        true,
        { route: null, status: 'open', severity: 'warning', incidents: [{ ...incident, event: 'incident.opened' }] },
      ],
      [true, { status: 'open', severity: 'critical', incidents: [{ ...critical, event: 'incident.level-changed' }] }],
      [true, { status: 'resolved', severity: 'critical', incidents: [{ ...over, event: 'incident.resolved' }] }],
    ]);
    expect(new Set(idsOf(rule)).size).toBe(3);
    const deliveries = await deliveriesOf(`incidents/${incident.id}`);
    expect(deliveries.map(({ status, attempts }) => [status, attempts])).toEqual(Array(3).fill(['delivered', 1]));
    expect(await deliveriesOf(`channels/${channel}`)).toEqual(deliveries);
  });

  it('are told once, however often evaluation says the same and whoever is woken', async () => {
    const [rule, channel] = [uniqueName('t-rule'), await makeChannel()];
    await putRule(rule, { channels: [channel] });
    const incident = open(rule, 'SFO');
    const event = await tell(incident, { ms: 0 });

    await Promise.all([
      notify(at(0), event),
      notify(at(0), event),
      deliverDueNotifications(at(0)),
      deliverDueNotifications(at(0)),
    ]);
    await tell(incident, { ms: 0 });
    await notify(at(0), event);
    await deliverDueNotifications(at(40 * SECOND));

    expect(toldOf(rule)).toEqual([['incidents.changed', ['SFO', 'incident.opened']]]);
  });

  it('that were told of the beginning are told of the end when the rule is gone', async () => {
    const [rule, channel] = [uniqueName('t-rule'), await makeChannel()];
    await putRule(rule, { channels: [channel] });
    const incident = open(rule, 'SFO');
    await notify(at(0), await tell(incident, { ms: 0 }));

    await ruleStore(api.context.table).remove(rule, 1);
    const over = resolved(incident, iso(start + SECOND));
    await notify(at(SECOND), await tell(over, { type: 'incident.resolved', ms: SECOND }));

    expect(toldOf(rule)).toEqual([
      ['incidents.changed', ['SFO', 'incident.opened']],
      ['incidents.changed', ['SFO', 'incident.resolved']],
    ]);
  });
});
