import { describe, expect, it } from 'vitest';
import { GrafanaRules } from '#functions/alerts/logic/import/grafana-file.ts';
import { importGrafana } from '#functions/alerts/logic/import/import-grafana.ts';
import { MetricMapping } from '#schemas/alerts/metric-mapping.ts';

const mapping = MetricMapping.parse({
  model: 'requests',
  metrics: {
    requests_total: { measure: 'requests', kind: 'count' },
    queue: [
      { measure: 'queue_mean', kind: 'mean', labels: ['host'] },
      { measure: 'queue_max', kind: 'max' },
    ],
  },
});
const query = (expr: string, model: object = {}) => ({
  refId: 'A',
  datasourceUid: 'prom',
  relativeTimeRange: { from: 600, to: 0 },
  model: { expr, ...model },
});
const expression = (refId: string, model: object) => ({ refId, datasourceUid: '__expr__', model });
const imported = (data: object[], more: object = {}) =>
  importGrafana(
    GrafanaRules.parse({
      apiVersion: 1,
      groups: [
        { name: 'g', folder: 'f', interval: '1m', rules: [{ title: 'Too many', condition: 'C', data, ...more }] },
      ],
    }),
    mapping,
  );

const REQUESTS = query('sum by (job) (increase(requests_total[5m]))', { instant: true });
const threshold = (type: string, params: number[], more: object = {}) =>
  expression('C', { type: 'threshold', expression: 'A', conditions: [{ evaluator: { type, params }, ...more }] });
const classic = (...conditions: object[]) => expression('C', { type: 'classic_conditions', conditions });

describe('a condition of Grafana carries over', () => {
  it.each<[string, object[], object]>([
    [
      'a threshold',
      [REQUESTS, threshold('gt', [10])],
      { groupBy: ['job'], condition: { kind: 'threshold', operator: '>', warning: 10 } },
    ],
    [
      'a recovery threshold',
      [REQUESTS, threshold('gt', [10], { unloadEvaluator: { type: 'lt', params: [8] } })],
      { condition: { warning: 10, recover: { warning: 8 } } },
    ],
    [
      'a range',
      [REQUESTS, threshold('outside_range', [20, 10])],
      { condition: { kind: 'range', is: 'outside', warning: { min: 10, max: 20 } } },
    ],
    [
      'a reduction of an instant query',
      [
        REQUESTS,
        expression('B', { type: 'reduce', expression: 'A', reducer: 'mean' }),
        expression('C', {
          type: 'threshold',
          expression: 'B',
          conditions: [{ evaluator: { type: 'lt', params: [1] } }],
        }),
      ],
      { measure: 'requests', window: 'PT5M', condition: { operator: '<' } },
    ],
    [
      'a reduction over time of newest values',
      [
        query('queue'),
        expression('B', { type: 'reduce', expression: '$A', reducer: 'mean' }),
        expression('C', { type: 'math', expression: '${B} >= 5' }),
      ],
      { measure: 'queue_mean', groupBy: ['host'], window: 'PT10M', condition: { operator: '>=', warning: 5 } },
    ],
    [
      'a classic condition',
      [
        query('max(queue)'),
        classic({ evaluator: { type: 'gt', params: [5] }, query: { params: ['A'] }, reducer: { type: 'max' } }),
      ],
      { measure: 'queue_max', window: 'PT10M' },
    ],
    [
      'no value',
      [REQUESTS, classic({ evaluator: { type: 'no_value', params: [] }, query: { params: ['A'] } })],
      { condition: { kind: 'no-data', level: 'warning' } },
    ],
  ])('%s', (_, data, fields) => {
    const { rules, findings } = imported(data);
    expect(findings.filter(({ kind }) => kind === 'lost')).toEqual([]);
    expect(rules[0]?.fields).toMatchObject({ name: 'too-many', model: 'requests', every: 'PT1M', ...fields });
  });
});

describe('a condition of Grafana does not carry over', () => {
  const reduce = (reducer: string) => [
    expression('B', { type: 'reduce', expression: 'A', reducer }),
    expression('C', { type: 'math', expression: '$B > 5' }),
  ];
  it.each<[string, object[], string]>([
    ['another language', [query('{app="x"} |= "y"'), threshold('gt', [1])], 'is no PromQL'],
    ['no query', [query('', { expr: undefined }), threshold('gt', [1])], 'the query A is not in PromQL'],
    ['a missing query', [threshold('gt', [1])], 'there is no query A'],
    [
      'math of two',
      [REQUESTS, expression('C', { type: 'math', expression: '$A / $B > 1' })],
      'is more than a comparison with a number',
    ],
    ['a query alone', [{ ...REQUESTS, refId: 'C' }], 'its condition C is a query'],
    [
      'a computation in between',
      [REQUESTS, expression('B', { type: 'resample' }), expression('C', { type: 'math', expression: '$B > 1' })],
      'the expression B is a resample in between',
    ],
    [
      'two classic conditions',
      [REQUESTS, classic({ evaluator: { type: 'gt' } }, { evaluator: { type: 'lt' } })],
      'joins several classic conditions',
    ],
    [
      'a reduction of windows',
      [query('sum(increase(requests_total[5m]))'), ...reduce('max')],
      'the max of sum(increase(requests_total[5m])) over time is no measure',
    ],
    ['an unknown evaluator', [REQUESTS, threshold('has_value', [])], 'the evaluator has_value has no counterpart'],
  ])('%s', (_, data, reason) => {
    const { rules, findings } = imported(data);
    expect(rules).toEqual([]);
    expect(findings.filter(({ kind }) => kind === 'lost')).toEqual([
      expect.objectContaining({ reason: expect.stringContaining(reason) }),
    ]);
  });
});

describe('a rule of Grafana', () => {
  const data = [REQUESTS, threshold('gt', [10])];

  it.each([
    ['NoData', 'incident'],
    ['OK', 'ok'],
    ['Alerting', 'alerting'],
    ['KeepLast', 'keep-last'],
  ])('keeps its state for no data: %s', (noDataState, rule) => {
    expect(imported(data, { noDataState }).rules[0]?.fields).toMatchObject({ noData: { rule } });
  });

  it('keeps its times, and whether it is paused', () => {
    const { rules, findings } = imported(data, {
      for: '5m',
      keepFiringFor: '10m',
      isPaused: true,
      labels: { severity: 'critical' },
    });
    expect(rules[0]?.fields).toMatchObject({
      for: 'PT5M',
      keepFiringFor: 'PT10M',
      enabled: false,
      condition: { critical: 10 },
    });
    expect(findings).toEqual([]);
  });

  it('says what of it is lost or changed', () => {
    const { findings } = imported(data, {
      noDataState: 'New',
      execErrState: 'Alerting',
      notification_settings: { receiver: 'x' },
      annotations: { __panelId__: '1' },
    });
    expect(findings.map(({ kind, path }) => `${kind} ${path.join('/')}`)).toEqual([
      'lost groups/0/rules/0/notification_settings',
      'lost groups/0/rules/0/noDataState',
      'changed groups/0/rules/0/execErrState',
      'lost groups/0/rules/0/annotations/__panelId__',
    ]);
  });
});
