// Alerts on the real engines. Most tests judge rules at a time of their own, a little ahead, so that no evaluation of the home
// itself comes between; one lets everything run by itself. One long file, as all share a model, whose start takes most of the time.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { deleteRule } from '#functions/alerts/acts/delete-rule.ts';
import { evaluateRule } from '#functions/alerts/acts/evaluate-rule.ts';
import { deliverDueNotifications } from '#functions/alerts/acts/deliver-notifications.ts';
import { evaluateMinute } from '#functions/alerts/lambda/evaluate.ts';
import { notify } from '#functions/alerts/lambda/notify.ts';
import { ruleHeadStore } from '#functions/alerts/store/rule-heads.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import { followTableStream } from '#local/table-stream.ts';
import { startTriggers } from '#local/triggers.ts';
import { Delivery, Incident } from '#schemas/alerts/incident.ts';
import { RuleState } from '#schemas/alerts/rule-state.ts';
import { StoredRule } from '#schemas/alerts/rule.ts';
import { QueryResult } from '#schemas/query.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import { startWebhookReceiver } from '#test/support/webhook-receiver.ts';
import type { WebhookReceiver } from '#test/support/webhook-receiver.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const SLOT_MS = 10_000;
const stream = uniqueName('t-alerts');
const model = uniqueName('t-alerts');
const channel = uniqueName('t-hook');
const rules: string[] = [];

let api: TestApi;
let receiver: WebhookReceiver;
/** The time of the tests, a minute ahead, at the beginning of a slot. */
let base: number;

const iso = (ms: number) => new Date(ms).toISOString();
const contextAt = (ms: number): Context => ({ ...api.context, now: () => new Date(ms) });
const evaluateAt = (rule: StoredRule, ms: number) => evaluateRule(contextAt(ms), rule, new Date(ms));
const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 90_000, interval: 300 });

async function send(...events: { at: number; state: string; delay: number }[]): Promise<void> {
  const body = events.map(({ at, state, delay }) => ({ at: iso(at), state, delay }));
  const { status } = await api.request('POST', `/v1/streams/${stream}/events`, { body });
  expect(status).toBe(200);
}

async function countBetween(from: number, to: number): Promise<unknown> {
  const body = { model, measures: ['flights'], timeRange: { from: iso(from), to: iso(to) } };
  const answer = await api.request('POST', '/v1/query', { body });
  return QueryResult.parse(answer.body).rows[0]?.[0] ?? 0;
}

async function createRule(changes: object = {}): Promise<StoredRule> {
  const rule = {
    name: uniqueName('t-rule'),
    owner: 'tests',
    model,
    measure: 'delay_mean',
    groupBy: ['state'],
    window: 'PT1M',
    every: 'PT10S',
    condition: { kind: 'threshold', operator: '>', threshold: 15 },
    channels: [channel],
    ...changes,
  };
  rules.push(rule.name);
  const { status, body } = await api.request('POST', '/v1/rules', { body: rule });
  expect(status).toBe(201);
  return StoredRule.parse(body);
}

/** Enables a rule for slots after `ms` alone: the home itself evaluates none before. */
async function enableFrom(rule: StoredRule, ms: number): Promise<void> {
  const claim = { id: 'ahead', rule: rule.name, until: new Date(ms) };
  await ruleHeadStore(api.context.table).takeOver(claim);
  await ruleHeadStore(api.context.table).finish(claim, new Date(ms));
  const { version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...definition } = rule;
  const body = { ...definition, enabled: true };
  expect((await api.request('PUT', `/v1/rules/${rule.name}`, { body })).status).toBe(200);
}

const incidentsOf = async (rule: string, query = '') => {
  const { body } = await api.request('GET', `/v1/incidents?rule=${rule}${query}`);
  return z.object({ items: z.array(Incident) }).parse(body).items;
};
const stateOf = async (rule: string) => RuleState.parse((await api.request('GET', `/v1/rules/${rule}/state`)).body);
const deliveriesOf = async ({ id }: Incident) => {
  const { body } = await api.request('GET', `/v1/incidents/${id}/deliveries`);
  return z.object({ items: z.array(Delivery) }).parse(body).items;
};
const only = <Value>(values: Value[]): Value => {
  expect(values).toHaveLength(1);
  const [value] = values;
  if (value === undefined) throw new Error('there is none');
  return value;
};

/** What the table's stream says of the outbox items of an incident. */
const streamEvent = async (incident: Incident) => ({
  Records: (await deliveriesOf(incident)).map(({ notification, channel }) => ({
    eventName: 'INSERT',
    dynamodb: { Keys: { pk: { S: `outbox#${incident.id}` }, sk: { S: `${notification.id}#${channel}` } } },
  })),
});

beforeAll(prepare);

afterAll(async () => {
  for (const name of rules) await api.request('DELETE', `/v1/rules/${name}`);
  await api.request('DELETE', `/v1/channels/${channel}`);
  await api.request('DELETE', `/v1/models/${model}`);
  await api.request('DELETE', `/v1/streams/${stream}`);
  receiver.close();
  await api.close();
});

async function prepare(): Promise<void> {
  api = await startApi();
  receiver = await startWebhookReceiver(SECRET);
  const fields = [
    { name: 'at', type: 'timestamp', nullable: false },
    { name: 'state', type: 'string' },
    { name: 'delay', type: 'double' },
  ];
  const created = await Promise.all([
    api.request('POST', '/v1/streams', {
      body: { name: stream, owner: 'tests', layer: 'ODS', partitions: 1, schema: { fields, eventTime: 'at' } },
    }),
    api.request('POST', '/v1/channels', {
      body: { name: channel, owner: 'tests', type: 'webhook', url: receiver.url, secret: SECRET },
    }),
  ]);
  expect(created.map(({ status }) => status)).toEqual([201, 201]);
  const measures = [
    { name: 'flights', kind: 'count' },
    { name: 'delay_mean', kind: 'mean', column: 'delay' },
  ];
  const body = { name: model, owner: 'tests', stream, dimensions: [{ name: 'state' }], measures };
  expect((await api.request('POST', '/v1/models', { body })).status).toBe(201);

  const warmUp = Date.now() - 3_600_000;
  await send({ at: warmUp, state: 'CA', delay: 0 });
  await until(async () => expect(await countBetween(warmUp - 1000, warmUp + 1000)).toBe(1));

  base = Math.ceil(Date.now() / SLOT_MS) * SLOT_MS + 60_000;
  await send(
    { at: base - 5_000, state: 'CA', delay: 30 },
    { at: base - 4_000, state: 'CA', delay: 40 },
    { at: base - 4_000, state: 'NV', delay: 1 },
    { at: base + 5_000, state: 'CA', delay: 2 },
  );
  await until(async () => expect(await countBetween(base - 60_000, base + 60_000)).toBe(4));
}

describe('a channel', () => {
  it('shows its secret once, and keeps it when it is replaced without one', async () => {
    const name = uniqueName('t-hook');
    const definition = { name, owner: 'tests', type: 'webhook', url: 'https://example.com/hook' };
    const created = await api.request('POST', '/v1/channels', { body: definition });
    expect(created).toMatchObject({
      status: 201,
      body: { secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) },
    });
    expect(created.headers.get('cache-control')).toBe('no-store');

    const replaced = await api.request('PUT', `/v1/channels/${name}`, { body: { ...definition, owner: 'others' } });
    const got = await api.request('GET', `/v1/channels/${name}`);
    const listed = await api.request('GET', '/v1/channels?limit=1000');

    expect(replaced).toMatchObject({ status: 200, body: { version: 2, owner: 'others' } });
    expect(JSON.stringify([replaced.body, got.body, listed.body])).not.toContain('whsec_');
    expect((await api.request('DELETE', `/v1/channels/${name}`, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await api.request('DELETE', `/v1/channels/${name}`)).status).toBe(204);
    expect((await api.request('GET', `/v1/channels/${name}`)).status).toBe(404);
  });

  it.each(['http://example.com/', 'https://10.0.0.1/', 'https://169.254.169.254/latest', 'https://u:p@example.com/'])(
    'may not lead to %s',
    async (url) => {
      const body = { name: uniqueName('t-hook'), owner: 'tests', type: 'webhook', url };
      const answer = await api.request('POST', '/v1/channels', { body });
      expect(answer).toMatchObject({
        status: 422,
        body: { code: 'definition.invalid', errors: [{ pointer: '/url' }] },
      });
    },
  );

  it('is nothing for viewers', async () => {
    const token = await api.tokenFor({ role: 'viewer' });
    expect((await api.request('GET', `/v1/channels/${channel}`, { token })).status).toBe(403);
  });

  it('is nothing for tokens with limits on models or rows', async () => {
    const row = { model, filter: { dimension: 'state', operator: '=' as const, value: 'CA' } };
    const path = `/v1/channels/${channel}`;
    const body = { name: channel, owner: 'tests', type: 'webhook', url: receiver.url, secret: SECRET };
    for (const limits of [{ models: [model] }, { rowFilters: [row] }]) {
      const token = await api.tokenFor({ role: 'editor', ...limits });
      const answers = await Promise.all([
        api.request('POST', '/v1/channels', { token, body }),
        api.request('GET', '/v1/channels', { token }),
        api.request('GET', path, { token }),
        api.request('PUT', path, { token, body }),
        api.request('DELETE', path, { token }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    }
  });

  it('goes to another receiver only with a new secret', async () => {
    const name = uniqueName('t-hook');
    const definition = { name, owner: 'tests', type: 'webhook', url: 'https://example.com/hook' };
    await api.request('POST', '/v1/channels', { body: definition });
    const moved = { ...definition, url: 'https://example.org/hook' };

    const kept = await api.request('PUT', `/v1/channels/${name}`, { body: moved });
    const samePlace = { ...definition, url: 'https://example.com/other' };
    const stayed = await api.request('PUT', `/v1/channels/${name}`, { body: samePlace });
    const renewed = await api.request('PUT', `/v1/channels/${name}`, { body: { ...moved, secret: SECRET } });
    await api.request('DELETE', `/v1/channels/${name}`);

    expect(kept).toMatchObject({ status: 422, body: { code: 'definition.invalid', errors: [{ pointer: '/secret' }] } });
    expect([stayed.status, renewed.status]).toEqual([200, 200]);
  });
});

describe('a rule', () => {
  const broken = {
    name: 'broken',
    owner: 'tests',
    model,
    measure: 'speed',
    groupBy: ['town'],
    filters: [{ not: { dimension: 'gate', operator: 'is null' } }],
    window: 'PT1M',
    condition: { kind: 'threshold', operator: '>', threshold: 1 },
    channels: ['nobody'],
  };
  const pointersOf = (body: unknown) =>
    z
      .object({ errors: z.array(z.object({ pointer: z.string() })) })
      .parse(body)
      .errors.map(({ pointer }) => pointer);

  it('is refused with a pointer to everything that does not exist', async () => {
    const answer = await api.request('POST', '/v1/rules', { body: broken });
    expect(answer).toMatchObject({ status: 422, body: { code: 'definition.invalid' } });
    expect(pointersOf(answer.body)).toEqual(['/measure', '/groupBy/0', '/filters/0/not/dimension', '/channels/0']);
    const homeless = await api.request('POST', '/v1/rules', { body: { ...broken, model: 'nowhere', channels: [] } });
    expect(pointersOf(homeless.body)).toEqual(['/model']);
  });

  it('is kept, listed, replaced by version and deleted', async () => {
    const rule = await createRule({ channels: [] });
    const { version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...definition } = rule;
    const path = `/v1/rules/${rule.name}`;

    expect((await api.request('POST', '/v1/rules', { body: definition })).status).toBe(409);
    expect((await api.request('GET', path)).body).toEqual(rule);
    expect(await stateOf(rule.name)).toMatchObject({ rule: rule.name, lastError: null, series: [] });
    const stale = { body: definition, headers: { 'if-match': '"7"' } };
    expect((await api.request('PUT', path, stale)).status).toBe(412);
    expect((await api.request('PUT', '/v1/rules/other', { body: definition })).status).toBe(400);
    const changed = await api.request('PUT', path, { body: { ...definition, severity: 'critical' } });
    expect(changed).toMatchObject({ status: 200, body: { version: 2, severity: 'critical' } });
    const elsewhere = await api.request('PUT', path, { body: { ...definition, model: 'other' } });
    expect(elsewhere).toMatchObject({ status: 422, body: { errors: [{ pointer: '/model' }] } });
    expect((await api.request('DELETE', path)).status).toBe(204);
    expect((await api.request('GET', `${path}/state`)).status).toBe(404);
  });

  it('keeps its model and its channels from being deleted', async () => {
    await createRule();
    const answers = await Promise.all([
      api.request('DELETE', `/v1/models/${model}`),
      api.request('DELETE', `/v1/channels/${channel}`),
    ]);
    expect(answers.map(({ body }) => body)).toMatchObject([
      { code: 'definition.in-use' },
      { code: 'definition.in-use' },
    ]);
  });

  it('is hidden from tokens that may not see all rows of its model', async () => {
    const rule = await createRule();
    const row = { model, filter: { dimension: 'state', operator: '=' as const, value: 'CA' } };
    const tokens = [
      await api.tokenFor({ role: 'editor', models: ['other'] }),
      await api.tokenFor({ role: 'editor', rowFilters: [row] }),
    ];
    for (const token of tokens) {
      expect((await api.request('GET', `/v1/rules/${rule.name}`, { token })).status).toBe(403);
      expect((await api.request('POST', '/v1/rules', { token, body: { ...broken, measure: 'flights' } })).status).toBe(
        403,
      );
      const listed = await api.request('GET', '/v1/rules?limit=1000', { token });
      expect(JSON.stringify(listed.body)).not.toContain(rule.name);
    }
  });
});

describe('an evaluation', () => {
  it('opens one incident and resolves it once, whatever is repeated, and each is told of by a signed webhook', async () => {
    const rule = await createRule();
    await expect(evaluateAt(rule, base - 60_000)).resolves.toBe('evaluated');
    expect(await incidentsOf(rule.name)).toEqual([]);

    const outcomes = await Promise.all([evaluateAt(rule, base), evaluateAt(rule, base)]);
    expect(outcomes.toSorted()).toEqual(['evaluated', 'taken']);
    await expect(evaluateAt(rule, base)).resolves.toBe('taken');
    const opened = only(await incidentsOf(rule.name));
    expect(opened).toMatchObject({
      labels: { state: 'CA' },
      status: 'open',
      value: 35,
      threshold: 15,
      openedAt: iso(base),
    });
    expect(await stateOf(rule.name)).toMatchObject({
      evaluatedAt: iso(base),
      series: [{ status: 'firing', incident: opened }],
    });
    await notify(contextAt(base), await streamEvent(opened));

    await evaluateAt(rule, base + 60_000);
    await evaluateAt(rule, base + 60_000);
    const resolved = only(await incidentsOf(rule.name));
    expect(resolved).toMatchObject({ id: opened.id, status: 'resolved', value: 2, resolvedAt: iso(base + 60_000) });
    expect((await stateOf(rule.name)).series).toEqual([]);
    await notify(contextAt(base + 60_000), await streamEvent(resolved));

    expect(receiver.of(rule.name).map(({ notification: { type, data } }) => [type, data])).toEqual([
      ['incident.opened', opened],
      ['incident.resolved', resolved],
    ]);
    const deliveries = await deliveriesOf(resolved);
    expect(deliveries.map(({ status, attempts }) => [status, attempts])).toEqual([
      ['delivered', 1],
      ['delivered', 1],
    ]);
    expect(await incidentsOf(rule.name, '&status=open')).toEqual([]);
    expect(await incidentsOf(rule.name, '&status=resolved')).toEqual([resolved]);
    expect((await api.request('GET', `/v1/incidents/${resolved.id}`)).body).toEqual(resolved);
  });

  it('that fails changes nothing, is shown as the last error, and is made up for', async () => {
    const rule = await createRule({ channels: [] });
    await evaluateAt(rule, base);
    const before = await stateOf(rule.name);
    const cutOff = createContext({ ...api.context.settings, druidBrokerUrl: 'http://127.0.0.1:1' });
    const at = base + 60_000;

    const failed = await evaluateRule({ ...cutOff, now: () => new Date(at) }, rule, new Date(at));
    await cutOff.close();

    expect(failed).toBe('failed');
    const after = await stateOf(rule.name);
    expect(after).toEqual({
      ...before,
      lastError: { at: iso(at), detail: expect.stringContaining('engine.unreachable') },
    });
    await expect(evaluateAt(rule, at)).resolves.toBe('evaluated');
    expect(await stateOf(rule.name)).toMatchObject({ evaluatedAt: iso(at), lastError: null, series: [] });
  });

  it('that lost its claim while it asked changes nothing', async () => {
    const rule = await createRule({ channels: [] });
    const { table } = api.context;
    const takenOver = { id: 'another', rule: rule.name, until: new Date(base + 60_000) };
    const transact: Context['table']['transact'] = async (items) => {
      await ruleHeadStore(table).takeOver(takenOver);
      await table.transact(items);
    };

    const outcome = await evaluateRule({ ...contextAt(base), table: { ...table, transact } }, rule, new Date(base));

    expect(outcome).toBe('taken');
    expect(await incidentsOf(rule.name)).toEqual([]);
    expect(await stateOf(rule.name)).toMatchObject({ evaluatedAt: null, series: [] });
  });

  it('waits for the time of `for`', async () => {
    const rule = await createRule({ for: 'PT20S', channels: [] });
    await evaluateAt(rule, base);
    await evaluateAt(rule, base + 10_000);
    expect(await incidentsOf(rule.name)).toEqual([]);
    expect((await stateOf(rule.name)).series).toMatchObject([{ status: 'pending', since: iso(base) }]);
    await evaluateAt(rule, base + 20_000);
    expect(await incidentsOf(rule.name)).toMatchObject([{ openedAt: iso(base + 20_000), value: (30 + 40 + 2) / 3 }]);
  });

  it('opens for no data when a whole window is empty, and resolves when a row is there', async () => {
    const noData = { condition: { kind: 'no-data' }, groupBy: [], measure: 'flights', enabled: false, channels: [] };
    const rule = await createRule(noData);
    await enableFrom(rule, base + 50_000);
    await evaluateAt(rule, base + 60_000);
    expect(await incidentsOf(rule.name)).toEqual([]);

    const empty = base + 600_000;
    await evaluateAt(rule, empty);
    expect(await incidentsOf(rule.name)).toMatchObject([{ status: 'open', value: null, reason: 'no data for PT1M' }]);
    await send({ at: empty + 1_000, state: 'TX', delay: 1 });
    await until(async () => expect(await countBetween(empty, empty + 10_000)).toBe(1));
    await evaluateAt(rule, empty + 10_000);

    expect(await incidentsOf(rule.name)).toMatchObject([{ status: 'resolved', reason: 'data arrived' }]);
  });

  it('of a rule that is deleted or disabled ends with its incidents resolved and told', async () => {
    const deleted = await createRule();
    const disabled = await createRule({ channels: [] });
    await evaluateAt(deleted, base);
    await evaluateAt(disabled, base);
    const { version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...definition } = disabled;

    expect((await api.request('DELETE', `/v1/rules/${deleted.name}`)).status).toBe(204);
    const off = await api.request('PUT', `/v1/rules/${disabled.name}`, { body: { ...definition, enabled: false } });

    expect(off.status).toBe(200);
    const resolved = only(await incidentsOf(deleted.name));
    expect(resolved).toMatchObject({ status: 'resolved', reason: 'the rule was deleted' });
    expect(await deliveriesOf(resolved)).toHaveLength(2);
    expect(await incidentsOf(disabled.name)).toMatchObject([{ status: 'resolved', reason: 'the rule was disabled' }]);
    await expect(evaluateAt(deleted, base + 10_000)).resolves.toBe('taken');
    await expect(evaluateAt(disabled, base + 10_000)).resolves.toBe('skipped');
    expect(await incidentsOf(disabled.name)).toHaveLength(1);
  });

  it('of a rule that is deleted meanwhile opens nothing', async () => {
    const rule = await createRule({ channels: [] });
    const { table } = api.context;
    const get: Context['table']['get'] = async (key) => {
      await api.request('DELETE', `/v1/rules/${rule.name}`);
      return table.get(key);
    };

    const outcome = await evaluateRule({ ...contextAt(base), table: { ...table, get } }, rule, new Date(base));

    expect(outcome).toBe('skipped');
    expect(await incidentsOf(rule.name)).toEqual([]);
  });

  it('goes on when a delete lost against a change of the rule', async () => {
    const rule = await createRule();
    await evaluateAt(rule, base);
    const { table } = api.context;
    const remove: Context['table']['remove'] = async (input) => {
      if (input.ConditionExpression !== undefined) throw new ConditionFailed('it was changed');
      await table.remove(input);
    };

    const context = { ...contextAt(base), table: { ...table, remove } };
    const deletion = deleteRule(context, PLATFORM_CALLER, { name: rule.name, ifMatch: undefined });

    await expect(deletion).rejects.toThrow(ConditionFailed);
    await expect(evaluateAt(rule, base + 10_000)).resolves.toBe('evaluated');
    expect(await incidentsOf(rule.name)).toMatchObject([{ status: 'open' }, { status: 'resolved' }]);
    expect((await api.request('DELETE', `/v1/channels/${channel}`)).body).toMatchObject({ code: 'definition.in-use' });
  });
});

describe('a delivery', () => {
  it('is tried again with the same id after the receiver failed, and not before its time', async () => {
    const rule = await createRule();
    await evaluateAt(rule, base);
    const incident = only(await incidentsOf(rule.name));
    const event = await streamEvent(incident);
    receiver.answers.push(500);

    await notify(contextAt(base), event);
    await notify(contextAt(base), event);
    const postponed = only(await deliveriesOf(incident));
    await notify(contextAt(base + 10_000), event);

    expect(postponed).toMatchObject({ status: 'pending', attempts: 1, lastError: 'the receiver answered 500' });
    expect(receiver.of(rule.name).map(({ id }) => id)).toEqual([postponed.notification.id, postponed.notification.id]);
    expect(only(await deliveriesOf(incident))).toMatchObject({ status: 'delivered', attempts: 2, nextAttemptAt: null });
  });

  it('that nobody was woken for is found by the sweep, and made by one sender alone', async () => {
    const rule = await createRule();
    await evaluateAt(rule, base);
    const incident = only(await incidentsOf(rule.name));

    await Promise.all([
      deliverDueNotifications(contextAt(base)),
      notify(contextAt(base), await streamEvent(incident)),
      notify(contextAt(base), await streamEvent(incident)),
    ]);

    expect(receiver.of(rule.name)).toHaveLength(1);
    expect(only(await deliveriesOf(incident))).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  it('that was cut off is made again when its lease is over, with the same id', async () => {
    const rule = await createRule();
    await evaluateAt(rule, base);
    const incident = only(await incidentsOf(rule.name));
    const event = await streamEvent(incident);
    const get = () => Promise.reject(new Error('crash'));
    const crash = { ...contextAt(base), table: { ...api.context.table, get } };

    await expect(notify(crash, event)).rejects.toThrow('crash');
    await notify(contextAt(base + 1_000), event);
    expect(receiver.of(rule.name)).toEqual([]);
    await notify(contextAt(base + 31_000), event);

    expect(receiver.of(rule.name)).toHaveLength(1);
    expect(only(await deliveriesOf(incident))).toMatchObject({ status: 'delivered', attempts: 2 });
  });

  it('is given up when the address is refused', async () => {
    const rule = await createRule();
    await evaluateAt(rule, base);
    const incident = only(await incidentsOf(rule.name));
    const strict = { ...contextAt(base), settings: { ...api.context.settings, webhookAllowLoopback: false } };

    await notify(strict, await streamEvent(incident));

    expect(receiver.of(rule.name)).toEqual([]);
    expect(only(await deliveriesOf(incident))).toMatchObject({ status: 'failed', nextAttemptAt: null });
  });
});

describe('the incidents', () => {
  it('come in pages, the newest first, over rules and states', async () => {
    const rule = await createRule({
      groupBy: ['state'],
      condition: { kind: 'threshold', operator: '>', threshold: 0 },
      channels: [],
    });
    await evaluateAt(rule, base);
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path = `/v1/incidents?rule=${rule.name}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { body } = await api.request('GET', path);
      const page = z.object({ items: z.array(Incident), nextCursor: z.string().nullable() }).parse(body);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(new Set(ids).size).toBe(2);
    const all = await api.request('GET', '/v1/incidents?limit=1000');
    const times = z
      .object({ items: z.array(Incident) })
      .parse(all.body)
      .items.map(({ openedAt }) => openedAt);
    expect(times).toEqual(times.toSorted().toReversed());
    expect((await api.request('GET', '/v1/incidents?cursor=nonsense')).status).toBe(400);
    expect((await api.request('GET', '/v1/incidents/none~1~2')).status).toBe(404);
  });
});

describe('by themselves', () => {
  it('the schedule evaluates what is due, and ends when it is stopped', async () => {
    const rule = await createRule({ channels: [] });
    await evaluateMinute(api.context, { time: iso(Date.now()) }, AbortSignal.timeout(100));
    await until(async () => expect((await stateOf(rule.name)).evaluatedAt).not.toBeNull());
  });

  it("the table's stream wakes the notifier with records of the shape that Lambda gives", async () => {
    const abort = new AbortController();
    const errors: unknown[] = [];
    const following = followTableStream({
      table: api.context.settings.table,
      signal: abort.signal,
      onRecords: (event) => notify(contextAt(base), event),
      onError: (error) => errors.push(error),
    });
    await setTimeout(2_000);
    const rule = await createRule();
    await evaluateAt(rule, base);

    await until(() => expect(receiver.of(rule.name)).toHaveLength(1));
    abort.abort();
    await following;

    expect(errors).toEqual([]);
  });

  it('schedule, stream and sweep fire once and resolve once', async () => {
    const triggers = startTriggers(api.context);
    const rule = await createRule({
      measure: 'flights',
      window: 'PT20S',
      condition: { kind: 'threshold', operator: '>=', threshold: 1 },
    });
    await send({ at: Date.now(), state: 'WA', delay: 1 });

    await until(() => expect(receiver.of(rule.name)).toHaveLength(2));
    await triggers.close();

    const told = receiver.of(rule.name).map(({ notification }) => notification.type);
    expect(told).toEqual(['incident.opened', 'incident.resolved']);
    expect(only(await incidentsOf(rule.name))).toMatchObject({ status: 'resolved', labels: { state: 'WA' } });
  });
});
