import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { readMetric } from '#functions/grafana/logic/read-metric.ts';
import { readPayload } from '#functions/grafana/logic/read-payload.ts';
import { Model } from '#schemas/model.ts';

const read = (file: string) => readFileSync(new URL(`../../../../examples/flights/${file}`, import.meta.url), 'utf8');
const Target = z.object({ target: z.string(), payload: z.unknown(), datasource: z.object({ uid: z.string() }) });
const Dashboard = z.object({ panels: z.array(z.object({ title: z.string(), targets: z.array(Target) })) });

const { panels } = Dashboard.parse(JSON.parse(read('grafana-dashboard.json')));
const { kind: _kind, ...definition } = z.looseObject({ kind: z.string() }).parse(parse(read('model.yaml')));
const model = Model.parse(definition);
const targets = panels.flatMap(({ title, targets }) => targets.map((target) => ({ title, ...target })));

describe('the dashboard of the flights', () => {
  it.each(targets)('asks in "$title" for what its model has', ({ target, payload, datasource }) => {
    const metric = readMetric(target, '/target');
    const { groupBy } = readPayload(payload, {}, '/payload');
    expect(metric.model).toBe(model.name);
    expect(model.measures.map(({ name }) => name)).toContain(metric.measure);
    expect(model.dimensions.map(({ name }) => name)).toEqual(expect.arrayContaining(groupBy));
    expect(datasource.uid).toBe('${datasource}');
  });
});
