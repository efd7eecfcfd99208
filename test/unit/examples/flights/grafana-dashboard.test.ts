import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { readIncidentPayload } from '#functions/grafana/logic/read-incident-payload.ts';
import { readMetric } from '#functions/grafana/logic/read-metric.ts';
import { readPayload } from '#functions/grafana/logic/read-payload.ts';
import { toIncidentTable } from '#functions/grafana/logic/to-incident-table.ts';
import { Model } from '#schemas/model.ts';

const read = (file: string) => readFileSync(new URL(`../../../../examples/flights/${file}`, import.meta.url), 'utf8');
const Target = z.object({ target: z.string(), payload: z.unknown(), datasource: z.object({ uid: z.string() }) });
const Mappings = z.record(z.string(), z.object({ source: z.literal('field'), value: z.string() }));
const Dashboard = z.object({
  panels: z.array(z.object({ id: z.number(), type: z.string(), title: z.string(), targets: z.array(Target) })),
  annotations: z.object({
    list: z.array(
      z.object({
        target: Target,
        mappings: Mappings,
        filter: z.object({ ids: z.array(z.number()) }),
        enable: z.boolean(),
      }),
    ),
  }),
});

const { panels, annotations } = Dashboard.parse(JSON.parse(read('grafana-dashboard.json')));
const { kind: _kind, ...definition } = z.looseObject({ kind: z.string() }).parse(parse(read('model.yaml')));
const model = Model.parse(definition);
const targets = panels.flatMap(({ title, targets }) => targets.map((target) => ({ title, ...target })));
const measured = targets.filter(({ target }) => target !== 'incidents');
const incidents = targets.filter(({ target }) => target === 'incidents');
const columns = toIncidentTable([], undefined).columns.map(({ text }) => text);

describe('the dashboard of the flights', () => {
  it.each(measured)('asks in "$title" for what its model has', ({ target, payload, datasource }) => {
    const metric = readMetric(target, '/target');
    const { groupBy } = readPayload(payload, {}, '/payload');
    expect(metric.model).toBe(model.name);
    expect(model.measures.map(({ name }) => name)).toContain(metric.measure);
    expect(model.dimensions.map(({ name }) => name)).toEqual(expect.arrayContaining(groupBy));
    expect(datasource.uid).toBe('${datasource}');
  });

  it('shows the open incidents of its model in a table', () => {
    expect(incidents.map(({ title, payload }) => [title, readIncidentPayload(payload, {}, '/payload')])).toEqual([
      ['Open incidents', { status: 'open', rule: [], model: [model.name], severity: [], format: 'table' }],
    ]);
  });

  it('marks all incidents of its model on its charts', () => {
    const charts = panels.filter(({ type }) => type === 'timeseries').map(({ id }) => id);
    expect(annotations.list).toMatchObject([
      { enable: true, filter: { ids: charts }, target: { target: 'incidents', datasource: { uid: '${datasource}' } } },
    ]);
    expect(annotations.list.map(({ target }) => readIncidentPayload(target.payload, {}, '/payload'))).toMatchObject([
      { status: 'all', model: [model.name] },
    ]);
    const mapped = annotations.list.flatMap(({ mappings }) => Object.values(mappings).map(({ value }) => value));
    expect(mapped).toEqual(['time', 'timeEnd', 'title', 'text', 'tags', 'id']);
    expect(columns).toEqual(expect.arrayContaining(mapped));
  });
});
