// Grafana's JSON datasource on the real engines: the requests that the plugin sends, and what it reads of the answers.
// One long file, as all share a model, whose start takes most of the time.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { incidentStore } from '#functions/alerts/store/incidents.ts';
import type { Incident } from '#schemas/alerts/incident.ts';
import { GrafanaFrames } from '#schemas/grafana.ts';
import { anIncident, resolved } from '#test/support/an-incident.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';

const stream = uniqueName('t-grafana');
const model = uniqueName('t-grafana');
const MINUTE = 60_000;
/** The events are of the first minutes of an hour that is over. */
const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 2 * 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const range = { from: iso(hour), to: iso(hour + 5 * MINUTE), raw: { from: 'now-5m', to: 'now' } };

let api: TestApi;

const post = (path: string, body?: object | string, token?: string) =>
  api.request('POST', `/grafana/${path}`, {
    ...(body === undefined ? { headers: { 'content-type': 'application/json' } } : { body }),
    ...(token === undefined ? {} : { token }),
  });

/** As the plugin sends it, with everything that is not looked at. */
const panel = (targets: object[], changes: object = {}) => ({
  app: 'dashboard',
  requestId: 'Q100',
  timezone: 'browser',
  panelId: 1,
  dashboardUID: 'abc',
  range,
  rangeRaw: range.raw,
  interval: '1m',
  intervalMs: MINUTE,
  maxDataPoints: 550,
  targets: targets.map((target, index) => ({
    refId: String.fromCodePoint(65 + index),
    datasource: { type: 'simpod-json-datasource', uid: 'x' },
    editorMode: 'builder',
    ...target,
  })),
  scopedVars: { __interval: { text: '1m', value: '1m' }, __interval_ms: { text: '60000', value: 60_000 } },
  startTime: 1,
  ...changes,
});
const query = async (targets: object[], changes: object = {}) => {
  const answer = await post('query', panel(targets, changes));
  expect(answer).toMatchObject({ status: 200 });
  return GrafanaFrames.parse(answer.body);
};
const datapointsOf = (frames: GrafanaFrames) =>
  Object.fromEntries(frames.flatMap((frame) => ('target' in frame ? [[frame.target, frame.datapoints]] : [])));

async function countRows(): Promise<unknown> {
  const body = { model, measures: ['flights'], timeRange: { from: iso(hour - MINUTE), to: iso(hour + 10 * MINUTE) } };
  const answer = await api.request('POST', '/v1/query', { body });
  return answer.body;
}

beforeAll(prepare);

afterAll(async () => {
  await api.request('DELETE', `/v1/models/${model}`);
  await api.request('DELETE', `/v1/streams/${stream}`);
  await api.close();
});

async function prepare(): Promise<void> {
  api = await startApi();
  const fields = [
    { name: 'at', type: 'timestamp', nullable: false },
    { name: 'state', type: 'string' },
    { name: 'gate', type: 'int' },
    { name: 'delay', type: 'double' },
  ];
  const definition = { name: stream, owner: 'tests', layer: 'ODS', partitions: 1, schema: { fields, eventTime: 'at' } };
  expect((await api.request('POST', '/v1/streams', { body: definition })).status).toBe(201);
  const events = [
    { at: hour, state: 'CA', gate: 1, delay: 10 },
    { at: hour + 1_000, state: 'CA', gate: 2, delay: 20 },
    { at: hour + 2 * MINUTE, state: 'CA', gate: 1, delay: 6 },
    { at: hour + MINUTE, state: 'NV', gate: 1, delay: 8 },
    { at: hour + MINUTE, state: null, gate: 3, delay: 1 },
  ].map(({ at, state, gate, delay }) => ({ at: iso(at), state, gate, delay }));
  expect((await api.request('POST', `/v1/streams/${stream}/events`, { body: events })).status).toBe(200);
  const body = {
    name: model,
    owner: 'tests',
    stream,
    dimensions: [{ name: 'state' }, { name: 'gate', type: 'long' }],
    measures: [
      { name: 'flights', kind: 'count' },
      { name: 'delay_mean', kind: 'mean', column: 'delay' },
    ],
  };
  expect((await api.request('POST', '/v1/models', { body })).status).toBe(201);
  await vi.waitFor(async () => expect(await countRows()).toMatchObject({ rows: [[5]] }), {
    timeout: 90_000,
    interval: 500,
  });
}

describe('the editor of a panel', () => {
  it('tests the connection', async () => {
    expect(await api.request('GET', '/grafana')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await api.fetchRaw('GET', '/grafana/')).status).toBe(200);
    expect((await api.fetchRaw('GET', '/grafana', { token: 'none' })).status).toBe(401);
  });

  it.each([[{}], [{ metric: `${model}.flights`, payload: { groupBy: ['state'] } }], [undefined]])(
    'finds every measure as a metric when it sends %j',
    async (body) => {
      const answer = await post('metrics', body);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual(
        expect.arrayContaining([
          {
            label: `${model}.delay_mean`,
            value: `${model}.delay_mean`,
            payloads: expect.arrayContaining([expect.objectContaining({ name: 'groupBy', type: 'multi-select' })]),
          },
        ]),
      );
    },
  );

  it.each([
    ['groupBy', ['state', 'gate']],
    ['format', ['timeseries', 'table']],
    ['filters', []],
  ])('finds what may be chosen for %s', async (name, values) => {
    const answer = await post('metric-payload-options', { metric: `${model}.flights`, payload: {}, name });
    expect(answer).toMatchObject({ status: 200, body: values.map((value) => ({ label: value, value })) });
  });
});

describe('a panel', () => {
  it('gets one line, with null where a piece of time has no rows', async () => {
    expect(await query([{ target: `${model}.flights`, payload: {} }])).toEqual([
      {
        refId: 'A',
        target: `${model}.flights`,
        tags: {},
        datapoints: [
          [2, hour],
          [2, hour + MINUTE],
          [1, hour + 2 * MINUTE],
          [null, hour + 3 * MINUTE],
          [null, hour + 4 * MINUTE],
        ],
      },
    ]);
  });

  it('gets a line for each value of a dimension, for each of its targets, in their order', async () => {
    const frames = await query([
      { target: `${model}.delay_mean`, payload: { groupBy: ['state'] } },
      {
        target: `${model}.flights`,
        payload: '{ "groupBy": ["state", "gate"], "granularity": "all" }',
        editorMode: 'code',
      },
      { target: `${model}.flights`, hide: true },
    ]);
    const points = datapointsOf(frames);
    expect(points[`${model}.delay_mean{state="CA"}`]?.slice(0, 3)).toEqual([
      [15, hour],
      [null, hour + MINUTE],
      [6, hour + 2 * MINUTE],
    ]);
    expect(points[`${model}.flights{state="CA", gate="1"}`]).toEqual([[2, hour + 5 * MINUTE]]);
    expect(points[`${model}.flights{state="null", gate="3"}`]).toEqual([[1, hour + 5 * MINUTE]]);
    expect(frames.map(({ refId }) => refId)).toEqual(['A', 'A', 'A', 'B', 'B', 'B', 'B']);
  });

  it('gets as many points as it is wide, at most', async () => {
    const changes = { intervalMs: 1000, maxDataPoints: 6, range: { from: iso(hour), to: iso(hour + 60 * MINUTE) } };
    const [points = []] = Object.values(datapointsOf(await query([{ target: `${model}.flights` }], changes)));
    expect(points.map(([, at]) => (at - hour) / MINUTE)).toEqual([0, 15, 30, 45]);
    expect(points[0]?.[0]).toBe(5);
  });

  it('gets a typed table, the largest first', async () => {
    const frames = await query([
      { target: `${model}.delay_mean`, payload: { format: 'table', groupBy: ['state'], limit: '2' } },
    ]);
    expect(frames).toEqual([
      {
        refId: 'A',
        type: 'table',
        columns: [
          { text: 'state', type: 'string' },
          { text: 'delay_mean', type: 'number' },
        ],
        rows: [
          ['CA', 12],
          ['NV', 8],
        ],
      },
    ]);
  });

  it('gets a table over time with times in ms', async () => {
    const frames = await query([{ target: `${model}.flights`, payload: { format: 'table', granularity: 'PT1M' } }]);
    expect(frames).toMatchObject([
      {
        columns: [
          { text: 'time', type: 'time' },
          { text: 'flights', type: 'number' },
        ],
        rows: [
          [hour, 2],
          [hour + MINUTE, 2],
          [hour + 2 * MINUTE, 1],
        ],
      },
    ]);
  });

  it('is filtered by its payload, by variables and by ad hoc filters', async () => {
    const table = { format: 'table' };
    const filters = [{ dimension: 'state', operator: '=', value: '$states' }];
    const count = async (payload: object, changes: object = {}) => {
      const [frame] = await query([{ target: `${model}.flights`, payload: { ...table, ...payload } }], changes);
      return frame !== undefined && 'rows' in frame ? frame.rows : frame;
    };
    const scopedVars = { states: { text: 'all', value: ['CA', 'NV'] } };
    expect(await count({ filters: '[{"dimension":"state","operator":"=","value":"CA"}]' })).toEqual([[3]]);
    expect(await count({ filters }, { scopedVars })).toEqual([[4]]);
    expect(await count({}, { adhocFilters: [{ key: 'gate', operator: '=', value: '1' }] })).toEqual([[3]]);
    expect(await count({}, { filters: [{ key: 'state', operator: '=~', value: '(NV|TX)' }] })).toEqual([[1]]);
    expect(
      await count({ filters }, { scopedVars, adhocFilters: [{ key: 'gate', operator: '=', value: '1' }] }),
    ).toEqual([[3]]);
  });

  it('gets no line when nothing is there', async () => {
    const changes = { range: { from: iso(hour - 20 * MINUTE), to: iso(hour - 10 * MINUTE) } };
    expect(await query([{ target: `${model}.flights`, payload: { groupBy: ['state'] } }], changes)).toEqual([]);
    expect(await query([], changes)).toEqual([]);
  });
});

describe('a variable', () => {
  const values = (...texts: string[]) => texts.map((text) => ({ __text: text, __value: text }));

  it('lists the dimensions of a model, and their values within the range', async () => {
    expect((await post('variable', { payload: { target: model }, range })).body).toEqual(values('state', 'gate'));
    expect((await post('variable', { payload: { target: `${model}.state` }, range })).body).toEqual(values('CA', 'NV'));
    expect((await post('variable', { payload: { target: `${model}.gate` }, range })).body).toEqual(
      values('1', '2', '3'),
    );
    const late = { ...range, from: iso(hour + 2 * MINUTE) };
    const narrowed = {
      payload: { model, dimension: 'gate', filters: [{ dimension: 'state', operator: '=', value: 'CA' }] },
    };
    expect((await post('variable', { ...narrowed, range: late })).body).toEqual(values('1'));
  });

  it('lists the models', async () => {
    const answer = await post('variable', { payload: { target: '' } });
    expect(answer.body).toEqual(expect.arrayContaining(values(model)));
  });
});

describe('ad hoc filters', () => {
  it('know their keys and values', async () => {
    const keys = await post('tag-keys');
    expect(keys.body).toEqual(expect.arrayContaining([{ type: 'string', text: 'state' }]));
    const limited = await api.tokenFor({ role: 'viewer', models: [model] });
    expect((await post('tag-values', { key: 'state' }, limited)).body).toEqual([{ text: 'CA' }, { text: 'NV' }]);
    expect((await post('tag-values', { key: 'nothing' }, limited)).body).toEqual([]);
  });
});

describe('the incidents', () => {
  const rule = uniqueName('t-grafana');
  const openedAt = (minutes: number, changes: Partial<Incident> = {}) => {
    const id = `${rule}~${hour + minutes * MINUTE}~x`;
    const labels = { state: 'CA' };
    return anIncident({ id, rule, model, labels, annotations: {}, openedAt: iso(hour + minutes * MINUTE), ...changes });
  };
  const resolvedAt = (minutes: number, incident: Incident) => resolved(incident, iso(hour + minutes * MINUTE));
  const incidents = [
    openedAt(-30, { labels: { state: 'NV' }, severity: 'critical', annotations: { summary: 'Nevada is late.' } }),
    resolvedAt(-10, openedAt(-20)),
    resolvedAt(1, openedAt(-9)),
    resolvedAt(60, openedAt(2)),
    openedAt(9),
  ];
  const rows = async (payload: object, changes: object = {}, token?: string) => {
    const answer = await post('query', panel([{ target: 'incidents', payload: { rule, ...payload } }], changes), token);
    expect(answer).toMatchObject({ status: 200 });
    const [frame] = GrafanaFrames.parse(answer.body);
    return frame !== undefined && 'rows' in frame ? frame.rows : frame;
  };
  const startsOf = (found: Awaited<ReturnType<typeof rows>>) =>
    Array.isArray(found) ? found.map(([time]) => (Number(time) - hour) / MINUTE) : found;

  beforeAll(async () => {
    const { table } = api.context;
    await table.transact(incidents.map((incident) => incidentStore(table).put({ incident })));
    await incidentStore(table).acknowledge(`${rule}~${hour + 9 * MINUTE}~x`, { by: 'ann', at: iso(hour), comment: '' });
  });

  afterAll(async () => {
    const { table } = api.context;
    await Promise.all(incidents.map(({ id }) => table.remove({ Key: { pk: `incident#${rule}`, sk: id } })));
  });

  it('are a metric with fields', async () => {
    const { body } = await post('metrics', {});
    expect(body).toEqual(expect.arrayContaining([expect.objectContaining({ value: 'incidents', label: 'incidents' })]));
    const options = async (name: string) => (await post('metric-payload-options', { metric: 'incidents', name })).body;
    expect(await options('status')).toMatchObject([{ value: 'all' }, { value: 'open' }, { value: 'resolved' }]);
    expect(await options('severity')).toMatchObject([{ value: 'warning' }, { value: 'critical' }]);
    expect(await options('model')).toEqual(expect.arrayContaining([{ label: model, value: model }]));
    expect(await options('groupBy')).toEqual([]);
  });

  it('that overlap the range are in a table that annotations can be made of', async () => {
    const [frame] = await query([{ target: 'incidents', payload: { rule: [rule] } }]);
    expect(frame).toMatchObject({
      refId: 'A',
      type: 'table',
      columns: [
        { text: 'time', type: 'time' },
        { text: 'timeEnd', type: 'time' },
        { text: 'title', type: 'string' },
        { text: 'text', type: 'string' },
        { text: 'tags', type: 'string' },
        ...Array.from({ length: 9 }, () => expect.anything()),
      ],
      rows: [{ 1: hour + 60 * MINUTE }, { 1: hour + MINUTE }, { 1: null }],
    });
    expect(await rows({ status: 'open' })).toEqual([
      [
        hour - 30 * MINUTE,
        null,
        `${rule} is critical for state=NV`,
        'Nevada is late.',
        `critical,${rule},state=NV,team=west`,
        rule,
        model,
        'critical',
        'open',
        35,
        25,
        'state=NV',
        null,
        `${rule}~${hour - 30 * MINUTE}~x`,
      ],
    ]);
  });

  it('are chosen by payload, variables, ad hoc filters and range', async () => {
    const later = { range: { ...range, to: iso(hour + 10 * MINUTE) } };
    expect(startsOf(await rows({}, later))).toEqual([9, 2, -9, -30]);
    expect(await rows({ status: 'open', severity: ['warning'] }, later)).toMatchObject([{ 12: 'ann' }]);
    expect(startsOf(await rows({ status: 'resolved' }))).toEqual([2, -9]);
    expect(startsOf(await rows({ severity: 'critical' }))).toEqual([-30]);
    expect(startsOf(await rows({ model: '(nowhere|elsewhere)' }))).toEqual([]);
    const scopedVars = { models: { text: 'both', value: [model, 'elsewhere'] } };
    expect(startsOf(await rows({ model: '$models' }, { scopedVars }))).toEqual([2, -9, -30]);
    const adhocFilters = [{ key: 'state', operator: '=', value: 'NV' }];
    expect(startsOf(await rows({}, { adhocFilters }))).toEqual([-30]);
    const past = { range: { from: iso(hour - 60 * MINUTE), to: iso(hour - 15 * MINUTE) } };
    expect(startsOf(await rows({}, past))).toEqual([-20, -30]);
  });

  it('stand beside measures in one panel', async () => {
    const frames = await query([{ target: 'incidents', payload: { rule } }, { target: `${model}.flights` }]);
    expect(frames.map(({ refId }) => refId)).toEqual(['A', 'B']);
  });

  it('are seen by tokens that see all rows of their models', async () => {
    const own = await api.tokenFor({ role: 'viewer', models: [model] });
    const other = await api.tokenFor({ role: 'viewer', models: ['other'] });
    const row = { model, filter: { dimension: 'state', operator: '=' as const, value: 'CA' } };
    const filtered = await api.tokenFor({ role: 'viewer', rowFilters: [row] });
    expect(startsOf(await rows({}, {}, own))).toEqual([2, -9, -30]);
    expect(await rows({}, {}, other)).toEqual([]);
    expect(await rows({}, {}, filtered)).toEqual([]);
  });

  it.each([
    ['a field that they have not', { groupBy: ['state'] }, '/targets/0/payload/groupBy'],
    ['a status', { status: 'closed' }, '/targets/0/payload/status'],
    ['a pattern', { rule: '(' }, '/targets/0/payload/rule'],
  ])('answer %s that is wrong with the message that Grafana shows', async (_title, payload, message) => {
    const answer = await post('query', panel([{ target: 'incidents', payload }]));
    expect(answer).toMatchObject({ status: 422, body: { message: expect.stringContaining(message) } });
  });
});

describe('an error', () => {
  it.each([
    ['no metric', { target: 'flights' }, 422, 'must be <model>.<measure>'],
    ['an unknown model', { target: 'nowhere.flights' }, 404, 'nowhere'],
    ['an unknown measure', { target: `${model}.speed` }, 422, 'speed'],
    ['no field name', { target: `${model}.no field` }, 422, '/targets/0/measures/0'],
    ['an unknown dimension', { target: `${model}.flights`, payload: { groupBy: ['town'] } }, 422, 'town'],
    [
      'a wrong payload',
      { target: `${model}.flights`, payload: { granularity: 'PT2M' } },
      422,
      '/targets/0/payload/granularity',
    ],
    ['rows of a chart', { target: `${model}.flights`, payload: { limit: 3 } }, 422, 'tables'],
  ])('of %s is told in the message that Grafana shows', async (_title, target, status, message) => {
    const answer = await post('query', panel([target]));
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(message) } });
  });

  it('of a request that is no query of Grafana has a message too', async () => {
    expect(await post('query', {})).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('/range') },
    });
  });
});

describe('a token with limits', () => {
  it('sees its own models and rows only', async () => {
    const row = { model, filter: { dimension: 'state', operator: '=' as const, value: 'NV' } };
    const filtered = await api.tokenFor({ role: 'viewer', rowFilters: [row] });
    const other = await api.tokenFor({ role: 'viewer', models: ['other'] });
    const target = { target: `${model}.flights`, payload: { format: 'table' } };

    expect((await post('query', panel([target]), filtered)).body).toMatchObject([{ rows: [[1]] }]);
    expect((await post('variable', { payload: { target: `${model}.state` }, range }, filtered)).body).toHaveLength(1);
    expect(await post('query', panel([target]), other)).toMatchObject({
      status: 403,
      body: { code: 'access.forbidden' },
    });
    expect((await post('metrics', {}, other)).body).toMatchObject([{ value: 'incidents' }]);
    const options = { metric: `${model}.flights`, name: 'groupBy', payload: {} };
    expect((await post('metric-payload-options', options, other)).status).toBe(403);
    expect((await post('variable', { payload: { target: model } }, other)).status).toBe(403);
  });
});
