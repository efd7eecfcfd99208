import { describe, expect, it } from 'vitest';
import { PrometheusRules, importPrometheus } from '#functions/alerts/logic/import/import-prometheus.ts';
import { MetricMapping } from '#schemas/alerts/metric-mapping.ts';

const mapping = MetricMapping.parse({
  model: 'requests',
  owner: 'payments',
  metrics: {
    requests_total: { measure: 'requests', kind: 'count', labels: ['instance', 'code'] },
    bytes_total: { measure: 'bytes', kind: 'sum' },
    bytes_in_total: { measure: 'bytes_in', kind: 'sum' },
    queue: [
      { measure: 'queue_mean', kind: 'mean', labels: ['instance'] },
      { measure: 'queue_max', kind: 'max' },
      { measure: 'queue_min', kind: 'min' },
    ],
    latency_bucket: { measure: 'latency_p99', kind: 'quantile' },
    other_total: { measure: 'others', kind: 'count', model: 'others' },
    'my.metric': { measure: 'mine', kind: 'count' },
  },
  labels: { instance: 'host', env: null },
});
const imported = (rule: object, group: object = {}) =>
  importPrometheus(
    PrometheusRules.parse({ groups: [{ name: 'g', ...group, rules: [{ alert: 'TooMany', ...rule }] }] }),
    mapping,
  );
const ruleOf = (...args: Parameters<typeof imported>) => imported(...args).rules[0]?.fields;
const warning = (operator: string, bound: number) => ({ kind: 'threshold', operator, warning: bound });

describe('an expression carries over', () => {
  it.each<[string, object]>([
    ['sum(increase(requests_total[5m])) > 10', { measure: 'requests', window: 'PT5M', condition: warning('>', 10) }],
    ['sum(rate(bytes_total[1h30m])) >= 0.5', { measure: 'bytes', window: 'PT1H30M', condition: warning('>=', 2700) }],
    ['10 > sum(increase(requests_total[5m]))', { condition: warning('<', 10) }],
    [
      '(sum by (job, instance) (increase(requests_total[5m]))) < 1e3',
      { groupBy: ['job', 'host'], condition: warning('<', 1000) },
    ],
    ['increase(requests_total[5m]) > 10', { groupBy: ['host', 'code'] }],
    ['sum without (code) (increase(requests_total[5m])) > 10', { groupBy: ['host'] }],
    [
      'sum(increase(requests_total[5m])) == 0',
      { condition: { kind: 'range', is: 'inside', warning: { min: 0, max: 0 } } },
    ],
    [
      'sum(increase(requests_total[5m])) != 2 * 3',
      { condition: { kind: 'range', is: 'outside', warning: { min: 6, max: 6 } } },
    ],
    ['-sum(increase(requests_total[5m])) > -7', { condition: warning('<', 7) }],
    ['sum(rate(requests_total[1m])) * 60 > 5m', { condition: warning('>', 300) }],
    ['max(queue) > 5', { measure: 'queue_max', window: 'PT1M' }],
    ['avg by (job) (queue) > 5', { measure: 'queue_mean', groupBy: ['job'] }],
    ['queue > 5', { measure: 'queue_mean', groupBy: ['host'] }],
    ['min(min_over_time(queue[10m])) < 5', { measure: 'queue_min', window: 'PT10M' }],
    ['avg_over_time(queue[1d]) < 5', { measure: 'queue_mean', window: 'P1D' }],
    ['sum(sum_over_time(bytes_total[10s])) > 5', { measure: 'bytes', window: 'PT10S' }],
    ['sum(count_over_time(requests_total[10m])) > 5', { measure: 'requests' }],
    ['sum(increase({"my.metric"}[5m])) > 5', { measure: 'mine' }],
    [
      'sum(increase({__name__="requests_total", job=\'a\'}[5m])) > 5',
      { measure: 'requests', filters: [{ dimension: 'job', operator: '=', value: 'a' }] },
    ],
    [
      'sum(increase(requests_total{env="x", job="a\\"b"}[5m])) > 5',
      { filters: [{ dimension: 'job', operator: '=', value: 'a"b' }] },
    ],
    [
      'histogram_quantile(0.99, sum by (le, job) (rate(latency_bucket[5m]))) > 1',
      { measure: 'latency_p99', groupBy: ['job'], window: 'PT5M', condition: warning('>', 1) },
    ],
    [
      'absent(requests_total{job="a"})',
      {
        measure: 'requests',
        window: 'PT5M',
        condition: { kind: 'no-data', level: 'warning' },
        filters: [{ dimension: 'job', operator: '=', value: 'a' }],
      },
    ],
    [
      'absent_over_time(queue[30m])',
      { measure: 'queue_mean', window: 'PT30M', condition: { kind: 'no-data', level: 'warning' } },
    ],
    [
      'sum by (job) (rate(requests_total{code="500", dc="a"}[5m])) / on (job) sum by (job) (rate(requests_total{dc="a"}[5m])) > 0.05',
      {
        measure: {
          ratio: [{ measure: 'requests', filters: [{ dimension: 'code', operator: '=', value: '500' }] }, 'requests'],
        },
        filters: [{ dimension: 'dc', operator: '=', value: 'a' }],
        groupBy: ['job'],
        condition: warning('>', 0.05),
      },
    ],
    [
      '100 * sum(rate(bytes_in_total[5m])) / sum(rate(bytes_total[5m])) > 5',
      { measure: { ratio: ['bytes_in', 'bytes'] }, condition: warning('>', 0.05) },
    ],
    [
      'sum(rate(bytes_total[5m])) - sum(rate(bytes_in_total[5m])) > 1',
      { measure: { difference: ['bytes', 'bytes_in'] }, condition: warning('>', 300) },
    ],
  ])('%s', (expr, fields) => {
    const { findings, rules } = imported({ expr });
    expect(findings.filter(({ kind }) => kind === 'lost')).toEqual([]);
    expect(rules[0]?.fields).toMatchObject({ name: 'too-many', model: 'requests', owner: 'payments', ...fields });
  });
});

describe('an expression does not carry over', () => {
  it.each([
    ['sum(rate(unknown_total[5m])) > 1', 'no measure is known for the metric unknown_total'],
    ['sum(rate(queue[5m])) > 1', 'the metric queue has no measure of the kind count or sum'],
    ['sum(rate(bytes_total[5m]))', 'is not compared with a number'],
    ['sum(rate(bytes_total[5m])) > sum(rate(bytes_in_total[5m]))', 'is not compared with a number'],
    ['rate(bytes_total[5m]) > 1', 'which labels bytes_total has is not known'],
    [
      'avg(rate(bytes_total[5m])) > 1',
      'avg(rate(bytes_total[5m])) puts the series of a metric together as no measure does',
    ],
    ['sum(queue) > 1', 'sum() of newest values is what no measure says'],
    ['topk(3, queue) > 1', 'topk(3, queue) is no sum, avg, min, max or count of one metric'],
    ['irate(bytes_total[5m]) > 1', 'irate() has no counterpart'],
    ['predict_linear(queue[1h], 3600) > 1', 'predict_linear() has no counterpart'],
    ['max(queue offset 1h) > 1', 'max(queue offset 1h) is no sum'],
    ['queue offset 1h > 1', 'queue offset 1h is an offset, which a rule has not'],
    ['max_over_time(queue[5m:1m]) > 1', 'takes something else than a range of a metric'],
    ['queue > 1 and queue < 5', 'and joins several conditions; a rule has one'],
    ['queue > bool 1', 'bool has no counterpart'],
    [
      'sum(rate(bytes_total[5m])) / sum(rate(bytes_in_total[1m])) > 1',
      'its sides are over windows of different lengths',
    ],
    ['sum by (a) (rate(bytes_total[5m])) / sum(rate(bytes_in_total[5m])) > 1', 'its sides have different labels'],
    ['sum(rate(bytes_total[5m])) / sum(rate(other_total[5m])) > 1', 'its sides are of two models, requests and others'],
    ['sum by (a) (rate(bytes_total[5m])) / ignoring (b) sum by (a) (rate(bytes_in_total[5m])) > 1', 'ignoring (b) in'],
    [
      'sum by (a) (rate(bytes_total[5m])) / on (b) sum by (a) (rate(bytes_in_total[5m])) > 1',
      'it is matched by other labels than it is summed by',
    ],
    [
      'sum by (a) (rate(bytes_total[5m])) / on (a) group_left sum by (a) (rate(bytes_in_total[5m])) > 1',
      'on (a) group_left in',
    ],
    ['sum(rate(bytes_total[5m])) + 5 > 1', '"+" in'],
    ['sum(rate(bytes_total{a=~"x(y|z)?"}[5m])) > 1', 'no filter says the regular expression of a=~"x(y|z)?"'],
    ['max(queue) > +Inf', 'no finite number'],
    ['sum(rate(bytes_total[5m]) > ', 'is no PromQL, at'],
    ['sum(increase(requests_total[30d])) > 1', 'it makes no rule: window: must be between'],
    ['sum by ("my.label") (increase(requests_total[5m])) > 1', 'is no name of a dimension'],
  ])('%s', (expr, reason) => {
    const { rules, findings } = imported({ expr });
    expect(rules).toEqual([]);
    expect(findings.filter(({ kind }) => kind === 'lost')).toEqual([
      expect.objectContaining({ alert: 'TooMany', reason: expect.stringContaining(reason) }),
    ]);
  });

  it('names the metrics without a measure', () => {
    expect(imported({ expr: 'sum(rate(a[5m])) / sum(rate(b[5m])) > 1' }).unmapped).toEqual(['a']);
  });
});

describe('an alert', () => {
  const expr = 'sum by (job) (increase(requests_total[5m])) > 10';

  it('keeps its times, labels and annotations; its severity is the level', () => {
    const rule = {
      expr,
      for: '10m',
      keep_firing_for: '1h',
      labels: { severity: 'page', team: 'web' },
      annotations: { summary: '{{ $labels.job }} has {{ $value }}', runbook_url: 'https://a.example/x' },
    };
    expect(ruleOf(rule, { interval: '30s' })).toMatchObject({
      description: 'Imported from the alert TooMany of the Prometheus group g.',
      every: 'PT30S',
      for: 'PT10M',
      keepFiringFor: 'PT1H',
      labels: { team: 'web' },
      annotations: { summary: '{{labels.job}} has {{value}}' },
      runbookUrl: 'https://a.example/x',
      condition: { kind: 'threshold', operator: '>', critical: 10 },
      noData: { rule: 'ok', series: 'ok' },
    });
    expect(imported(rule).findings).toEqual([]);
  });

  it('says what of it is lost or changed, and where', () => {
    const rule = {
      expr,
      labels: { severity: 'info', a: '{{ $labels.x }}' },
      annotations: { b: '{{ if 1 }}x{{ end }}' },
      extra: 1,
    };
    const { findings, rules } = imported(rule, { interval: '5s', limit: 3 });
    expect(rules).toHaveLength(1);
    expect(findings.map(({ kind, path, reason }) => `${kind} ${path.join('/')}: ${reason}`)).toEqual([
      'lost groups/0/limit: limit has no counterpart',
      'lost groups/0/rules/0/extra: extra has no counterpart',
      'changed groups/0/rules/0/labels/severity: severity info became warning',
      'changed groups/0/rules/0: it is evaluated every 10 s, the shortest there is',
      'lost groups/0/rules/0/annotations/b: the annotation b: {{ if 1 }} computes: a template of ours names values alone',
      'lost groups/0/rules/0/labels/a: the label a is a template; labels of rules are fixed',
    ]);
  });

  it('is not what a recording rule is', () => {
    const file = PrometheusRules.parse({ groups: [{ name: 'g', rules: [{ record: 'a:b', expr: 'sum(a)' }] }] });
    expect(importPrometheus(file, mapping)).toMatchObject({ rules: [], findings: [{ kind: 'lost', alert: 'a:b' }] });
  });

  it('gets a name of its own', () => {
    const names = ['HTTPErrorRate', 'http error rate!', '5xx', '___'].map((alert) => ({ alert, expr }));
    const file = PrometheusRules.parse({ groups: [{ name: 'g', rules: names }] });
    expect(importPrometheus(file, mapping).rules.map(({ rule }) => rule.name)).toEqual([
      'http-error-rate',
      'http-error-rate-2',
      'xx',
      'rule',
    ]);
  });
});
