// Grafana's provisioned alert rules as rules.
import type { MetricMapping } from '#schemas/alerts/metric-mapping.ts';
import { CannotImport } from './cannot-import.ts';
import { conditionOfGrafana } from './condition-of-grafana.ts';
import { GrafanaGroup, GrafanaRule, GrafanaRules } from './grafana-file.ts';
import type { Imported } from './imported.ts';
import { labelNames, metricNames } from './metric-names.ts';
import { noteUnknown } from './note-unknown.ts';
import { levelOf, ruleOfAlert } from './rule-of-alert.ts';
import type { Alert, Importing } from './rule-of-alert.ts';

/** Fields that say where a rule stands in Grafana, and nothing that it does. */
const PLACES = ['uid', 'dashboardUid', 'panelId', 'orgId', 'folder', 'updated', 'provenance'];

export function importGrafana(file: GrafanaRules, mapping: MetricMapping): Imported {
  const names = { metrics: metricNames(mapping), labels: labelNames(mapping) };
  const importing: Importing = { mapping, names, taken: new Set(), findings: [] };
  const rules = file.groups.flatMap((group, groupIndex) => {
    const place = ['groups', groupIndex];
    noteUnknown(importing.findings, { path: place, alert: '', given: group, known: GrafanaGroup, beside: PLACES });
    return group.rules.flatMap((rule, index) => {
      const imported = importRule(importing, { group, rule, path: [...place, 'rules', index] });
      return imported === undefined ? [] : [imported];
    });
  });
  noteUnknown(importing.findings, { path: [], alert: '', given: file, known: GrafanaRules });
  return { rules, findings: importing.findings, unmapped: [...names.metrics.unmapped] };
}

interface Placed {
  group: GrafanaGroup;
  rule: GrafanaRule;
  path: (string | number)[];
}

const NO_DATA = new Map<string, Alert['noDataRule']>([
  ['NoData', 'incident'],
  ['OK', 'ok'],
  ['Ok', 'ok'],
  ['Alerting', 'alerting'],
  ['KeepLast', 'keep-last'],
]);

function importRule(importing: Importing, { group, rule, path }: Placed) {
  const { findings, names } = importing;
  const { title, execErrState, noDataState } = rule;
  noteUnknown(findings, { path, alert: title, given: rule, known: GrafanaRule, beside: PLACES });
  const noDataRule = NO_DATA.get(noDataState);
  if (noDataRule === undefined)
    findings.push({
      kind: 'lost',
      path: [...path, 'noDataState'],
      alert: title,
      reason: `noDataState ${noDataState} has no counterpart`,
    });
  if (execErrState !== 'Error' && execErrState !== 'KeepLast') {
    const reason = `execErrState ${execErrState}: a rule that cannot be evaluated is in error, and its incidents stay as they are`;
    findings.push({ kind: 'changed', path: [...path, 'execErrState'], alert: title, reason });
  }
  const alert: Alert = {
    name: title,
    path,
    description: `Imported from the rule ${title} of the Grafana group ${[group.folder, group.name].filter((part) => part !== '').join('/')}.`,
    labels: rule.labels,
    annotations: rule.annotations,
    everyMs: group.interval,
    forMs: rule.for,
    keepFiringMs: rule.keepFiringFor,
    noDataRule: noDataRule ?? 'keep-last',
    isPaused: rule.isPaused,
  };
  try {
    return ruleOfAlert(alert, conditionOfGrafana(rule, levelOf(rule.labels), names), importing);
  } catch (error) {
    if (!(error instanceof CannotImport)) throw error;
    findings.push({ kind: 'lost', path: [...path, 'condition'], alert: title, reason: error.message });
    return undefined;
  }
}
