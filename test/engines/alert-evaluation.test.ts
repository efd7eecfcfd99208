// The evaluation of rules on the real engines. Rules are made and judged at times of their own, some minutes ahead, so that no evaluation
// of the home itself comes between. One long file, as all share a model, whose start takes most of the time.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { bounded } from '#functions/alerts/acts/bounded.ts';
import { createRule } from '#functions/alerts/acts/create-rule.ts';
import { evaluateRules } from '#functions/alerts/acts/evaluate-rules.ts';
import { closeLeftRules } from '#functions/alerts/acts/close-rule.ts';
import { recheckWindows } from '#functions/alerts/acts/recheck-windows.ts';
import { replaceRule } from '#functions/alerts/acts/replace-rule.ts';
import { groupIdOf } from '#functions/alerts/logic/group-rules.ts';
import { ruleStore } from '#functions/alerts/store/definitions.ts';
import { groupHeadStore } from '#functions/alerts/store/group-heads.ts';
import { ruleSetStore } from '#functions/alerts/store/rule-set.ts';
import { ruleClosingStore } from '#functions/alerts/store/rule-closings.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { RuleGroupPlan } from '#schemas/alerts/rule-plan.ts';
import { RuleState } from '#schemas/alerts/rule-state.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import type { StoredRule } from '#schemas/alerts/rule.ts';
import { Transition } from '#schemas/alerts/transition.ts';
import { Backtest, RulePreview } from '#schemas/alerts/try-rule.ts';
import { Incident } from '#schemas/alerts/incident.ts';
import { QueryResult } from '#schemas/query.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import { startFaultyDruid } from '#test/support/faulty-druid.ts';
import type { TestApi } from '#test/support/api.ts';

const TICK_MS = 5_000;
/** Windows of 10 s are judged up to so much after their ends. */
const JITTER_MS = 200;
const stream = uniqueName('t-judged');
const model = uniqueName('t-judged');
const rules: string[] = [];

let api: TestApi;
/** The time of the tests, ten minutes ahead, at the beginning of a minute. */
let base: number;

const iso = (ms: number) => new Date(ms).toISOString();
const contextAt = (ms: number, context = api.context): Context => ({ ...context, now: () => new Date(ms) });
const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 90_000, interval: 300 });
const tick = (ms: number, context = api.context) => evaluateRules(contextAt(ms, context), new Date(ms));

interface Event {
  at: number;
  state: string;
  delay: number;
}

async function send(...events: Event[]): Promise<void> {
  const body = events.map(({ at, state, delay }) => ({ at: iso(at), state, delay }));
  const { status } = await api.request('POST', `/v1/streams/${stream}/events`, { body });
  expect(status).toBe(200);
}

async function countBetween(from: number, to: number): Promise<unknown> {
  const body = { model, measures: ['flights'], timeRange: { from: iso(from), to: iso(to) } };
  const answer = await api.request('POST', '/v1/query', { body });
  return QueryResult.parse(answer.body).rows[0]?.[0] ?? 0;
}

/** Rules of a test are a group of their own, with a cursor of its own: none has this wait but they. */
let groups = 0;

const definitionOf = (changes: object = {}): Rule =>
  Rule.parse({
    name: uniqueName('t-rule'),
    owner: 'tests',
    model,
    measure: 'delay_mean',
    groupBy: ['state'],
    window: 'PT10S',
    every: 'PT10S',
    condition: { kind: 'threshold', operator: '>', warning: 15 },
    maximumWait: `PT${30 + groups}S`,
    ...changes,
  });

/** A rule that was made at a time, and is judged from there on. */
async function makeRule(at: number, changes: object = {}): Promise<StoredRule> {
  const rule = definitionOf(changes);
  rules.push(rule.name);
  return createRule(contextAt(at), PLATFORM_CALLER, rule);
}

const incidentsOf = async (rule: string) => {
  const { body } = await api.request('GET', `/v1/incidents?rule=${rule}`);
  return z
    .object({ items: z.array(Incident.strip()) })
    .parse(body)
    .items.toReversed();
};
const stateOf = async (rule: string) => RuleState.parse((await api.request('GET', `/v1/rules/${rule}/state`)).body);
const historyOf = async (rule: string) => {
  const { status, body } = await api.request('GET', `/v1/rules/${rule}/history`);
  expect(status).toBe(200);
  return z
    .object({ items: z.array(Transition) })
    .parse(body)
    .items.toReversed();
};
const steps = (history: Transition[]) =>
  history.map(({ at, from, to, labels }) => [(Date.parse(at) - base) / 1000, labels['state'] ?? '', `${from} > ${to}`]);

/** Ticks from one time to another. */
async function run(from: number, to: number, context = api.context): Promise<void> {
  for (let at = from; at <= to; at += TICK_MS) await tick(at + JITTER_MS, context);
}

beforeEach(() => {
  groups += 1;
});

beforeAll(prepare);

async function prepare(): Promise<void> {
  api = await startApi();
  const fields = [
    { name: 'at', type: 'timestamp', nullable: false },
    { name: 'state', type: 'string' },
    { name: 'delay', type: 'double' },
  ];
  const streamBody = { name: stream, owner: 'tests', layer: 'ODS', partitions: 1, schema: { fields, eventTime: 'at' } };
  expect((await api.request('POST', '/v1/streams', { body: streamBody })).status).toBe(201);
  const measures = [
    { name: 'flights', kind: 'count' },
    { name: 'delay_mean', kind: 'mean', column: 'delay' },
    { name: 'delay_max', kind: 'max', column: 'delay' },
    { name: 'delay_p50', kind: 'quantile', column: 'delay', fraction: 0.5 },
  ];
  const body = { name: model, owner: 'tests', stream, dimensions: [{ name: 'state' }], measures };
  expect((await api.request('POST', '/v1/models', { body })).status).toBe(201);

  base = Math.ceil(Date.now() / 60_000) * 60_000 + 600_000;
  await send(
    { at: base - 5_000, state: 'CA', delay: 30 },
    { at: base - 4_000, state: 'CA', delay: 40 },
    { at: base - 4_000, state: 'NV', delay: 1 },
    { at: base + 5_000, state: 'CA', delay: 2 },
    { at: base + 15_000, state: 'NV', delay: 50 },
    { at: base + 25_000, state: 'NV', delay: 50 },
    { at: base + 35_000, state: 'CA', delay: 1 },
    { at: base + 45_000, state: 'CA', delay: 1 },
  );
  await until(async () => expect(await countBetween(base - 60_000, base + 60_000)).toBe(8));
}

afterAll(async () => {
  for (const name of rules) await api.request('DELETE', `/v1/rules/${name}`);
  await api.request('DELETE', `/v1/models/${model}`);
  await api.request('DELETE', `/v1/streams/${stream}`);
  await api.close();
});

const HISTORY = [
  [0, 'CA', 'normal > firing'],
  [10, 'CA', 'firing > normal'],
  [20, 'NV', 'normal > firing'],
  [40, 'NV', 'firing > normal'],
];

describe('an evaluation', () => {
  it('judges each window once its data has come, and keeps the evidence', async () => {
    const rule = await makeRule(base - 20_000);
    await run(base - 15_000, base + 50_000);

    const history = await historyOf(rule.name);
    expect(steps(history)).toEqual(HISTORY);
    expect(history[0]).toMatchObject({
      level: 'warning',
      reason: 'delay_mean is 35 over PT10S, > 15',
      evidence: {
        value: 35,
        threshold: 15,
        window: { from: iso(base - 10_000), to: iso(base) },
        completeness: 'complete',
        isStale: false,
      },
    });
    const query = await api.request('POST', '/v1/query', { body: history[0]?.evidence?.query ?? {} });
    expect(QueryResult.parse(query.body).rows).toEqual([[35]]);
    const [first, second] = await incidentsOf(rule.name);
    expect(first).toMatchObject({
      labels: { state: 'CA' },
      status: 'resolved',
      openedAt: iso(base),
      resolvedAt: iso(base + 10_000),
    });
    expect(second).toMatchObject({ labels: { state: 'NV' }, status: 'resolved', openedAt: iso(base + 20_000) });
    expect(await stateOf(rule.name)).toMatchObject({
      status: 'normal',
      level: null,
      error: null,
      evaluatedAt: iso(base + 40_000),
    });
  });

  it('keeps its history for 400 days, and an incident from when it is resolved', async () => {
    const rule = await makeRule(base - 20_000);
    const itemsIn = async (partition: string) => {
      const { items } = await api.context.table.query({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `${partition}#${rule.name}` },
      });
      return items;
    };
    const until400Days = (ms: number) => ms / 1000 + 400 * 86_400;
    await run(base - 15_000, base + 5_000);
    expect(await itemsIn('incident')).toEqual([expect.not.objectContaining({ expiresAt: expect.anything() })]);

    await run(base + 10_000, base + 15_000);
    expect(await itemsIn('incident')).toMatchObject([{ expiresAt: until400Days(base + 10_000) }]);
    expect(await itemsIn('rule-history')).toMatchObject([
      { expiresAt: until400Days(base) },
      { expiresAt: until400Days(base + 10_000) },
    ]);
  });

  it('tells as a metric how late its group was judged', async () => {
    const rule = await makeRule(base - 20_000);
    const recorded: unknown[] = [];
    const metrics = { record: (...metric: unknown[]) => void recorded.push(metric) };
    await tick(base + 3_000, { ...api.context, metrics });
    expect(recorded).toContainEqual(['EvaluationLag', 3_000, { group: groupIdOf(rule) }]);
  });

  it('waits for the data of a window, and judges it after the maximum wait, marked as incomplete', async () => {
    const rule = await makeRule(base + 30_000, {
      measure: 'flights',
      maximumWait: 'PT30S',
      condition: { kind: 'threshold', operator: '>=', critical: 1 },
    });
    await run(base + 44_000, base + 79_000);
    expect(await stateOf(rule.name)).toMatchObject({ evaluatedAt: iso(base + 40_000) });

    await run(base + 80_000, base + 81_000);

    expect(await stateOf(rule.name)).toMatchObject({
      evaluatedAt: iso(base + 50_000),
      status: 'firing',
      level: 'critical',
    });
    const history = await historyOf(rule.name);
    expect(history.map(({ evidence }) => evidence?.completeness)).toEqual(
      ['complete', 'incomplete'].slice(0, history.length),
    );
    const [incident] = await incidentsOf(rule.name);
    expect(incident).toMatchObject({ severity: 'critical', openedAt: iso(base + 40_000), status: 'open' });
  });

  it('comes to the same history whatever ticks twice, late or in several processes', async () => {
    const rule = await makeRule(base - 20_000, { description: 'two evaluators' });
    const other = createContext(readSettings(process.env));
    try {
      for (let at = base - 15_000; at <= base + 50_000; at += TICK_MS) {
        await Promise.all([tick(at), tick(at, other), tick(at)]);
        await tick(at - 7_000, other);
      }
    } finally {
      await other.close();
    }

    expect(steps(await historyOf(rule.name))).toEqual(HISTORY);
    expect(await incidentsOf(rule.name)).toHaveLength(2);
  });

  it('makes up for ten minutes without a schedule with the same history', async () => {
    const rule = await makeRule(base - 20_000, { description: 'an outage' });
    await tick(base - 15_000);

    await run(base + 585_000, base + 590_000);

    expect(steps(await historyOf(rule.name))).toEqual(HISTORY);
    expect(await stateOf(rule.name)).toMatchObject({ skippedWindows: 0 });
  });

  it('counts the windows that an outage longer than the catch-up leaves out', async () => {
    const rule = await makeRule(base - 20_000, { description: 'a long outage' });
    await tick(base - 15_000);

    await tick(base + 7_200_000);

    // Those of the last 35 s wait still; of the 718 before, the newest 360 are made up for.
    expect(await stateOf(rule.name)).toMatchObject({ skippedWindows: 718 - 360 });
  });

  it('that fails changes nothing, shows why, and is made up for', async () => {
    const rule = await makeRule(base - 20_000, { description: 'a broken Druid' });
    const closed = {
      MILLRACE_DRUID_BROKER_URL: 'http://127.0.0.1:9',
      MILLRACE_DRUID_COORDINATOR_URL: 'http://127.0.0.1:9',
    };
    const broken = createContext(readSettings({ ...process.env, ...closed }));
    try {
      expect(await tick(base + 12_000, broken)).toMatchObject({ judged: 0 });
      expect(await stateOf(rule.name)).toMatchObject({
        status: 'error',
        evaluatedAt: iso(base - 20_000),
        error: { attempts: 1, detail: expect.stringContaining('engine.unreachable') },
      });
    } finally {
      await broken.close();
    }

    await run(base + 13_000, base + 50_000);

    expect(steps(await historyOf(rule.name))).toEqual(HISTORY);
    expect(await stateOf(rule.name)).toMatchObject({ status: 'normal', error: null });
  });

  it.each([429, 503, 504, 'truncated'] as const)(
    'judges nothing on a Druid that answers %s, and makes up for it',
    async (fault) => {
      const rule = await makeRule(base - 20_000, { description: 'a Druid that fails' });
      const druid = await startFaultyDruid(process.env['MILLRACE_DRUID_BROKER_URL'] ?? '');
      const context = createContext(readSettings({ ...process.env, MILLRACE_DRUID_BROKER_URL: druid.url }));
      try {
        await run(base - 15_000, base + 5_000, context);
        druid.failWith(fault);
        await run(base + 12_000, base + 17_000, context);
        const state = await stateOf(rule.name);
        expect(state).toMatchObject({ status: 'error', evaluatedAt: iso(base), level: 'warning' });
        expect(state.error?.attempts).toBeGreaterThan(0);

        druid.failWith(undefined);
        await run(base + 20_000, base + 50_000, context);
      } finally {
        await context.close();
        druid.close();
      }

      expect(steps(await historyOf(rule.name))).toEqual(HISTORY);
      expect(await stateOf(rule.name)).toMatchObject({ status: 'normal', error: null, skippedWindows: 0 });
    },
  );

  it('judges nothing on a Druid that never answers, and ends by itself', async () => {
    const rule = await makeRule(base - 20_000, { description: 'a silent Druid' });
    const druid = await startFaultyDruid(process.env['MILLRACE_DRUID_BROKER_URL'] ?? '');
    const context = createContext(readSettings({ ...process.env, MILLRACE_DRUID_BROKER_URL: druid.url }));
    try {
      await run(base - 15_000, base + 5_000, context);
      druid.failWith('silent');
      await tick(base + 12_000, context);
    } finally {
      await context.close();
      druid.close();
    }
    expect(await stateOf(rule.name)).toMatchObject({
      status: 'error',
      evaluatedAt: iso(base),
      error: { attempts: 1, detail: expect.stringContaining('timeout') },
    });

    await run(base + 103_000, base + 103_000);

    expect(steps(await historyOf(rule.name))).toEqual(HISTORY);
  });

  it('of an owner with very many rules holds up nobody else', async () => {
    const definition = definitionOf({ owner: 'crowd', enabled: true });
    const names = Array.from({ length: 1001 }, () => uniqueName('t-crowd'));
    const { table } = api.context;
    const made = await bounded(16, names, (name) =>
      ruleStore(table).create({ ...definition, name }, new Date(base - 20_000)),
    );
    try {
      const rule = await makeRule(base - 20_000, { description: 'beside a crowd' });
      await tick(base - 15_000);
      const claim = { id: 'busy', shard: `${groupIdOf(rule)}#crowd`, until: new Date(base + 600_000) };
      const head = await groupHeadStore(table).get(claim.shard);
      expect(await groupHeadStore(table).claim(claim, { cursorMs: head?.cursorMs ?? 0, now: new Date(base) })).toBe(
        true,
      );

      await run(base - 10_000, base + 50_000);

      expect(steps(await historyOf(rule.name))).toEqual(HISTORY);
      expect(await groupHeadStore(table).get(claim.shard)).toMatchObject({ cursorMs: head?.cursorMs });
    } finally {
      await bounded(16, made, ({ name, version }) => ruleStore(table).remove(name, version));
      await ruleSetStore(table).noteChange();
    }
  });

  it('of a rule that Druid refuses fails alone', async () => {
    const good = await makeRule(base - 20_000, { description: 'beside a bad one' });
    const bad = await makeRule(base - 20_000, { groupBy: ['state'], maxSeries: 1 });
    await run(base - 15_000, base);
    expect(await stateOf(bad.name)).toMatchObject({
      status: 'error',
      series: [],
      error: { detail: expect.stringContaining('more than 1 label sets'), attempts: 1 },
      skippedWindows: 1,
    });

    await run(base + 5_000, base + 50_000);

    expect(steps(await historyOf(good.name))).toEqual(HISTORY);
    expect(await stateOf(bad.name)).toMatchObject({ status: 'normal', error: null, skippedWindows: 1 });
  });

  it('that was cut off between its writes goes on where it was', async () => {
    const rule = await makeRule(base - 20_000, { description: 'cut off' });
    await run(base - 15_000, base + 19_000);
    const shard = groupIdOf(rule);
    const claim = { id: 'cut off', shard, until: new Date(base) };
    const cursorMs = base + 10_000;
    await groupHeadStore(api.context.table).claim(claim, { cursorMs, now: new Date(base + 19_000) });
    const back = { cursorMs: base - 10_000, lagMs: 0, skippedWindows: 0, earlyMs: 0 };
    await groupHeadStore(api.context.table).advance(claim, back);

    await run(base + 20_000, base + 50_000);

    expect(steps(await historyOf(rule.name))).toEqual(HISTORY);
    expect(await incidentsOf(rule.name)).toHaveLength(2);
  });

  it('fires before the end of the window where the rule allows it', async () => {
    const rule = await makeRule(base - 20_000, {
      measure: 'delay_max',
      window: 'PT1M',
      every: 'PT1M',
      early: true,
      condition: { kind: 'threshold', operator: '>', warning: 35 },
    });
    await run(base + 20_000, base + 40_000);

    const [transition] = await historyOf(rule.name);
    expect(transition).toMatchObject({ at: iso(base), to: 'firing', labels: { state: 'CA' } });
    const early = (await historyOf(rule.name)).find(({ labels }) => labels['state'] === 'NV');
    expect(early).toMatchObject({
      at: iso(base + 60_000),
      to: 'firing',
      evidence: { completeness: 'partial', value: 50 },
    });
  });
});

describe('a rule that is changed while it fires', () => {
  const firing = async (changes: object = {}) => {
    groups += 1;
    const rule = await makeRule(base - 20_000, changes);
    await run(base - 12_000, base + 8_000);
    expect(await stateOf(rule.name)).toMatchObject({ status: 'firing' });
    return rule;
  };
  const replaced = (
    { version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...rule }: StoredRule,
    changes: object,
  ) =>
    replaceRule(contextAt(base + 9_000), PLATFORM_CALLER, {
      rule: Rule.parse({ ...rule, ...changes }),
      ifMatch: undefined,
    });

  it('goes on when what it judges stays the same', async () => {
    const rule = await firing({ description: 'edited' });
    await replaced(rule, { description: 'another description', labels: { team: 'ops' } });
    await run(base + 10_000, base + 30_000);

    const [incident] = await incidentsOf(rule.name);
    expect(incident).toMatchObject({ resolvedAt: iso(base + 10_000), reason: 'delay_mean is 2 over PT10S, not > 15' });
  });

  it('begins anew when it judges something else', async () => {
    const rule = await firing({ description: 'changed' });
    await replaced(rule, { condition: { kind: 'threshold', operator: '>', warning: 100 } });

    expect(await incidentsOf(rule.name)).toMatchObject([
      { status: 'resolved', resolvedAt: iso(base + 9_000), reason: 'the rule was changed' },
    ]);
    expect(await stateOf(rule.name)).toMatchObject({ status: 'normal', series: [] });
  });

  it('has nothing open when it is disabled or deleted', async () => {
    const disabled = await firing({ description: 'disabled' });
    const deleted = await firing({ description: 'deleted' });
    await replaced(disabled, { enabled: false });
    expect((await api.request('DELETE', `/v1/rules/${deleted.name}`)).status).toBe(204);

    expect(await incidentsOf(disabled.name)).toMatchObject([{ status: 'resolved', reason: 'the rule was disabled' }]);
    const { body } = await api.request('GET', `/v1/incidents?rule=${deleted.name}`);
    expect(body).toMatchObject({ items: [{ status: 'resolved', reason: 'the rule was deleted' }] });
  });

  it('is closed by a later tick when its deletion was cut off', async () => {
    const rule = await firing({ description: 'a deletion that is cut off' });
    const { name, version, createdAt } = rule;
    const closing = {
      rule: name,
      version,
      createdAt,
      group: groupIdOf(rule),
      reason: 'the rule was deleted',
      at: iso(base + 9_000),
    };
    await ruleClosingStore(api.context.table).put(closing);
    await closeLeftRules(contextAt(base + 9_000));
    expect(await incidentsOf(name)).toMatchObject([{ status: 'open' }]);

    await ruleStore(api.context.table).remove(name, version);
    await closeLeftRules(contextAt(base + 9_500));

    expect(await incidentsOf(name)).toMatchObject([{ status: 'resolved', reason: 'the rule was deleted' }]);
  });
});

describe('trying a rule', () => {
  it('previews each label set of the newest window with its evidence, and keeps nothing', async () => {
    const rule = definitionOf({ window: 'PT1M', every: 'PT1M' });
    const { status, body } = await api.request('POST', '/v1/rules/preview', { body: rule });

    expect(status).toBe(200);
    expect(RulePreview.parse(body)).toMatchObject({ cost: { windowsPerHour: 60, maxSeries: 1000 } });
    expect((await api.request('GET', `/v1/rules/${rule.name}`)).status).toBe(404);
  });

  it('backtests to the same history as live, and compares two versions', async () => {
    const rule = definitionOf();
    const compare = { ...rule, condition: { kind: 'threshold', operator: '>', warning: 45 } };
    const { backtestRule } = await import('#functions/alerts/acts/backtest-rule.ts');
    const range = { from: iso(base - 60_000), to: iso(base + 50_000) };
    const request = { rule, compare: Rule.parse(compare), ...range };
    const result = Backtest.parse(await backtestRule(contextAt(base + 60_000), PLATFORM_CALLER, request));

    expect(steps(result.rule.transitions)).toEqual(HISTORY);
    expect(result.rule).toMatchObject({ windows: 11, series: 2, firingSeconds: 30, flaps: 0, truncated: false });
    expect(result.compare?.incidents).toMatchObject([{ labels: { state: 'NV' } }]);
    expect(result.difference).toMatchObject({
      incidents: -1,
      notifications: -2,
      firingSeconds: -10,
      labelSets: [{ labels: { state: 'CA' }, incidents: -1 }],
    });
  });

  it('refuses what makes no sense with a pointer to it', async () => {
    const rule = definitionOf();
    const asked = {
      ...rule,
      early: true,
      annotations: { summary: '{{#labels}}' },
      measure: { ratio: ['flights', 'nothing'] },
    };
    const { status, body } = await api.request('POST', '/v1/rules/preview', { body: asked });

    expect(status).toBe(422);
    const pointers = z.object({ errors: z.array(z.object({ pointer: z.string() })) }).parse(body).errors;
    expect(pointers.map(({ pointer }) => pointer)).toEqual(['/measure/ratio/1', '/early', '/annotations/summary']);
  });
});

describe('the plan', () => {
  it('shows which rules share which queries, and how far they are', async () => {
    const one = await makeRule(base - 20_000, { window: 'PT2M', measure: 'flights' });
    const other = await makeRule(base - 20_000, { window: 'PT2M', measure: 'delay_p50', groupBy: [] });
    await tick(base + 50_000);

    const { status, body } = await api.request('GET', `/v1/rules/plan?model=${model}`);

    expect(status).toBe(200);
    const groups = z.object({ items: z.array(RuleGroupPlan) }).parse(body).items;
    const group = groups.find(({ window }) => window === 120);
    expect(group?.ruleNames.toSorted()).toEqual([one.name, other.name].toSorted());
    expect(group?.queries?.map(({ asks }) => asks).reduce((sum, asks) => sum + asks, 0)).toBe(2);
  });
});

describe('late data', () => {
  it('marks what it would have changed, and tells of it only where the rule asks', async () => {
    const quiet = await makeRule(base - 20_000, {
      measure: 'flights',
      condition: { kind: 'threshold', operator: '>', warning: 1 },
    });
    const told = await makeRule(base - 20_000, {
      measure: 'flights',
      condition: { kind: 'threshold', operator: '<', warning: 2 },
      filters: [{ dimension: 'state', operator: '=', value: 'NV' }],
      notifyCorrections: true,
    });
    await run(base - 12_000, base + 50_000);
    const before = await countBetween(base - 60_000, base + 60_000);
    await send({ at: base + 25_000, state: 'NV', delay: 50 });
    await until(async () => expect(await countBetween(base - 60_000, base + 60_000)).toBe(Number(before) + 1));

    await recheckWindows(contextAt(base + 51_000));

    const missed = (await historyOf(quiet.name)).filter(({ mark }) => mark !== null);
    expect(missed).toMatchObject([
      {
        at: iso(base + 30_000),
        labels: { state: 'NV' },
        mark: 'outdated',
        reason: 'late data: flights is 2 over PT10S, > 1',
      },
    ]);
    const corrected = (await incidentsOf(told.name)).filter(({ reason }) => reason.startsWith('late data'));
    expect(corrected).toMatchObject([{ labels: { state: 'NV' }, status: 'resolved', openedAt: iso(base + 30_000) }]);
    expect((await incidentsOf(quiet.name)).filter(({ reason }) => reason.startsWith('late data'))).toEqual([]);
  });
});
