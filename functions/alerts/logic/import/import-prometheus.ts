// Prometheus' rule files: the alerts of their groups as rules. https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
import * as z from 'zod';
import type { MetricMapping } from '#schemas/alerts/metric-mapping.ts';
import { CannotImport } from './cannot-import.ts';
import { conditionOfPromql } from './condition-of-promql.ts';
import { PromDuration, Texts } from './foreign-fields.ts';
import type { Imported } from './imported.ts';
import { labelNames, metricNames } from './metric-names.ts';
import { noteUnknown } from './note-unknown.ts';
import { parsePromql } from './parse-promql.ts';
import { levelOf, ruleOfAlert } from './rule-of-alert.ts';
import type { Alert, Importing } from './rule-of-alert.ts';

const PromRule = z.looseObject({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.coerce.string(),
  for: PromDuration.default(0),
  keep_firing_for: PromDuration.default(0),
  labels: Texts,
  annotations: Texts,
});
const Group = z.looseObject({
  name: z.coerce.string(),
  interval: PromDuration.default(60_000),
  labels: Texts,
  rules: z.array(PromRule).nullable().default([]),
});
export const PrometheusRules = z.looseObject({ groups: z.array(Group) });
export type PrometheusRules = z.infer<typeof PrometheusRules>;

export function importPrometheus(file: PrometheusRules, mapping: MetricMapping): Imported {
  const names = { metrics: metricNames(mapping), labels: labelNames(mapping) };
  const importing: Importing = { mapping, names, taken: new Set(), findings: [] };
  const rules = file.groups.flatMap((group, groupIndex) => {
    const place = ['groups', groupIndex];
    noteUnknown(importing.findings, { path: place, alert: '', given: group, known: Group });
    return (group.rules ?? []).flatMap((rule, index) => {
      const imported = importRule(importing, { group, rule, path: [...place, 'rules', index] });
      return imported === undefined ? [] : [imported];
    });
  });
  noteUnknown(importing.findings, { path: [], alert: '', given: file, known: PrometheusRules });
  return { rules, findings: importing.findings, unmapped: [...names.metrics.unmapped] };
}

interface Placed {
  group: z.infer<typeof Group>;
  rule: z.infer<typeof PromRule>;
  path: (string | number)[];
}

function importRule(importing: Importing, { group, rule, path }: Placed) {
  const { findings, names } = importing;
  const name = rule.alert ?? rule.record ?? '';
  if (rule.alert === undefined) {
    findings.push({
      kind: 'lost',
      path,
      alert: name,
      reason: 'records a metric: a measure of a model takes its place',
    });
    return undefined;
  }
  noteUnknown(findings, { path, alert: name, given: rule, known: PromRule });
  const labels = { ...group.labels, ...rule.labels };
  const alert: Alert = {
    name,
    path,
    description: `Imported from the alert ${name} of the Prometheus group ${group.name}.`,
    labels,
    annotations: rule.annotations,
    everyMs: group.interval,
    forMs: rule.for,
    keepFiringMs: rule.keep_firing_for,
    noDataRule: 'ok',
    isPaused: false,
  };
  try {
    return ruleOfAlert(alert, conditionOfPromql(parsePromql(rule.expr), levelOf(labels), names), importing);
  } catch (error) {
    if (!(error instanceof CannotImport)) throw error;
    findings.push({ kind: 'lost', path: [...path, 'expr'], alert: name, reason: error.message });
    return undefined;
  }
}
