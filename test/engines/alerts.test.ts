// Rules over HTTP, and alerts from end to end as they run by themselves: schedule, table stream, webhooks. How windows are judged is
// tested in alert-evaluation.test.ts, what becomes of incidents in notifications.test.ts.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { backtestRule } from '#functions/alerts/acts/backtest-rule.ts';
import { evaluateMinute } from '#functions/alerts/lambda/evaluate.ts';
import { notify } from '#functions/alerts/lambda/notify.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { startTriggers } from '#local/triggers.ts';
import { followTableStream } from '#local/table-stream.ts';
import { Incident } from '#schemas/alerts/incident.ts';
import { RuleState } from '#schemas/alerts/rule-state.ts';
import { Rule, StoredRule } from '#schemas/alerts/rule.ts';
import { Transition } from '#schemas/alerts/transition.ts';
import { CreatedRule } from '#schemas/alerts/try-rule.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import { startWebhookReceiver } from '#test/support/webhook-receiver.ts';
import type { WebhookReceiver } from '#test/support/webhook-receiver.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const stream = uniqueName('t-alerts');
const model = uniqueName('t-alerts');
const channel = uniqueName('t-hook');
const rules: string[] = [];

let api: TestApi;
let receiver: WebhookReceiver;

const iso = (ms: number) => new Date(ms).toISOString();
const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 90_000, interval: 300 });

async function send(...states: string[]): Promise<void> {
  const body = states.map((state) => ({ at: iso(Date.now()), state, delay: 1 }));
  expect((await api.request('POST', `/v1/streams/${stream}/events`, { body })).status).toBe(200);
}

const definitionOf = (changes: object = {}) => ({
  name: uniqueName('t-rule'),
  owner: 'tests',
  model,
  measure: 'flights',
  groupBy: ['state'],
  window: 'PT10S',
  every: 'PT10S',
  condition: { kind: 'threshold', operator: '>=', warning: 1 },
  channels: [channel],
  ...changes,
});

async function createRule(changes: object = {}): Promise<CreatedRule> {
  const body = definitionOf(changes);
  rules.push(body.name);
  const answer = await api.request('POST', '/v1/rules', { body });
  expect(answer.status).toBe(201);
  return CreatedRule.parse(answer.body);
}

const stateOf = async (rule: string) => RuleState.parse((await api.request('GET', `/v1/rules/${rule}/state`)).body);
const incidentsOf = async (rule: string) => {
  const { body } = await api.request('GET', `/v1/incidents?rule=${rule}`);
  return z
    .object({ items: z.array(Incident.strip()) })
    .parse(body)
    .items.toReversed();
};
const historyOf = async (rule: string) => {
  const { body } = await api.request('GET', `/v1/rules/${rule}/history`);
  return z
    .object({ items: z.array(Transition) })
    .parse(body)
    .items.toReversed();
};
const eventsOf = (rule: string) =>
  receiver.of(rule).flatMap(({ notification }) => notification.data.incidents.map(({ event }) => event));

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
}

beforeAll(prepare);

afterAll(async () => {
  for (const name of rules) await api.request('DELETE', `/v1/rules/${name}`);
  await api.request('DELETE', `/v1/channels/${channel}`);
  await api.request('DELETE', `/v1/models/${model}`);
  await api.request('DELETE', `/v1/streams/${stream}`);
  receiver.close();
  await api.close();
});

describe('a rule', () => {
  const broken = definitionOf({
    measure: 'speed',
    groupBy: ['town'],
    filters: [{ not: { dimension: 'gate', operator: 'is null' } }],
    channels: ['nobody'],
  });
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

  it.each([
    [{ condition: { kind: 'threshold', operator: '>' } }, '/condition'],
    [{ condition: { kind: 'threshold', operator: '>', warning: 5, critical: 3 } }, '/condition/critical'],
    [
      { condition: { kind: 'threshold', operator: '>', warning: 5, recover: { warning: 6 } } },
      '/condition/recover/warning',
    ],
    [{ condition: { kind: 'no-data' } }, '/groupBy'],
    [{ windows: { breaching: 3, of: 2 } }, '/windows/breaching'],
    [{ for: 'PT1M', windows: { breaching: 1, of: 2 } }, '/windows'],
    [{ every: 'PT5S' }, '/every'],
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ name: 'backtest' }, '/name'],
  ])('that cannot be meant so is refused by field: %o', async (changes, pointer) => {
    const answer = await api.request('POST', '/v1/rules', { body: definitionOf(changes) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(pointersOf(answer.body)).toContain(pointer);
  });

  it('is kept, listed, replaced by version and deleted; its creation tells what it costs', async () => {
    const { cost, ...rule } = await createRule({ channels: [] });
    expect(cost).toMatchObject({ windowsPerHour: 360, maxSeries: 1000 });
    const { version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...definition } = rule;
    const path = `/v1/rules/${rule.name}`;

    expect((await api.request('POST', '/v1/rules', { body: definition })).status).toBe(409);
    expect((await api.request('GET', path)).body).toEqual(rule);
    expect(await stateOf(rule.name)).toMatchObject({ rule: rule.name, error: null, series: [] });
    const stale = { body: definition, headers: { 'if-match': '"7"' } };
    expect((await api.request('PUT', path, stale)).status).toBe(412);
    expect((await api.request('PUT', '/v1/rules/other', { body: definition })).status).toBe(400);
    const changed = await api.request('PUT', path, { body: { ...definition, description: 'another' } });
    expect(changed).toMatchObject({ status: 200, body: { version: 2, description: 'another' } });
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

  it('is hidden from tokens that may not see all rows of its model, also in the plan, in previews and in backtests', async () => {
    const rule = await createRule();
    const row = { model, filter: { dimension: 'state', operator: '=' as const, value: 'CA' } };
    const tokens = [
      await api.tokenFor({ role: 'editor', models: ['other'] }),
      await api.tokenFor({ role: 'editor', rowFilters: [row] }),
    ];
    const body = definitionOf({ channels: [] });
    const range = { from: iso(Date.now() - 60_000), to: iso(Date.now()) };
    for (const token of tokens) {
      const answers = [
        await api.request('GET', `/v1/rules/${rule.name}`, { token }),
        await api.request('GET', `/v1/rules/${rule.name}/history`, { token }),
        await api.request('POST', '/v1/rules', { token, body }),
        await api.request('POST', '/v1/rules/preview', { token, body }),
        await api.request('POST', '/v1/rules/backtest', { token, body: { rule: body, ...range } }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
      const listed = await api.request('GET', '/v1/rules?limit=1000', { token });
      const planned = await api.request('GET', '/v1/rules/plan', { token });
      expect(JSON.stringify([listed.body, planned.body])).not.toContain(rule.name);
    }
  });
});

describe('by themselves', () => {
  it("the table's stream wakes the notifier with records of the shape that Lambda gives", async () => {
    const abort = new AbortController();
    const errors: unknown[] = [];
    const following = followTableStream({
      table: api.context.settings.table,
      signal: abort.signal,
      onRecords: (event) => notify(api.context, event),
      onError: (error) => errors.push(error),
    });
    await sleep(2_000);
    const rule = await createRule();
    const evaluating = evaluateMinute(api.context, { time: iso(Date.now()) }, abort.signal);
    await send('OR');
    await until(async () => {
      await send('background');
      expect(eventsOf(rule.name)).toContain('incident.opened');
    });
    abort.abort();
    await Promise.all([following, evaluating]);

    expect(errors).toEqual([]);
  });

  it('schedule, stream and sweep fire once and resolve once', async () => {
    const triggers = startTriggers(api.context);
    const rule = await createRule({ filters: [{ dimension: 'state', operator: '=', value: 'WA' }] });
    await send('WA');

    await until(async () => {
      await send('background');
      expect(eventsOf(rule.name)).toHaveLength(2);
    });
    await triggers.close();

    expect(eventsOf(rule.name)).toEqual(['incident.opened', 'incident.resolved']);
    expect(await incidentsOf(rule.name)).toMatchObject([{ status: 'resolved', labels: { state: 'WA' } }]);
  });

  it('evaluators whose clocks differ by two minutes come to the history of one', async () => {
    const ahead = contextWithClock(120_000);
    const behind = contextWithClock(-120_000);
    const filters = [{ dimension: 'state', operator: '=', value: 'NM' }];
    const rule = StoredRule.strip().parse(await createRule({ filters, channels: [] }));
    const abort = AbortSignal.timeout(45_000);
    const evaluating = [ahead, behind].map(async (context) => {
      while (!abort.aborted) await evaluateMinute(context, { time: iso(Date.now()) }, abort);
    });
    for (let second = 0; second < 45; second += 1) {
      await send(second % 15 === 0 ? 'NM' : 'background');
      await sleep(1_000);
    }
    await Promise.all(evaluating);
    await Promise.all([ahead.close(), behind.close()]);

    const live = await historyOf(rule.name);
    expect(live.length).toBeGreaterThan(2);
    expect(new Set(live.map(({ evidence }) => evidence?.completeness))).toEqual(new Set(['complete']));
    const { evaluatedAt } = await stateOf(rule.name);
    const range = { from: rule.createdAt, to: evaluatedAt ?? iso(Date.now()) };
    const { version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...definition } = rule;
    const request = { rule: Rule.parse(definition), ...range };
    const undisturbed = await backtestRule(api.context, PLATFORM_CALLER, request);
    const steps = (history: Transition[]) => history.map(({ at, from, to }) => [at, from, to]);
    expect(steps(live)).toEqual(steps(undisturbed.rule.transitions));
  });
});

/** A process of its own whose clock is wrong. */
function contextWithClock(offMs: number): Context {
  const context = createContext(readSettings(process.env));
  return { ...context, now: () => new Date(Date.now() + offMs) };
}
