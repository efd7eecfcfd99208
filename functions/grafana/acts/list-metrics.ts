// The metrics, each with the fields of its editor: every measure of every model that the caller may see, and the incidents.
// The fields name no options: the plugin asks for those one by one, and only then shows what was chosen before.
import type { GrafanaMetric } from '#schemas/grafana.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { INCIDENTS } from '../logic/incidents-metric.ts';
import { visibleModels } from './visible-models.ts';

const payloads: GrafanaMetric['payloads'] = [
  { name: 'groupBy', label: 'Group by', type: 'multi-select', placeholder: 'dimensions', width: 40 },
  { name: 'granularity', label: 'Granularity', type: 'select', placeholder: 'auto', width: 20 },
  { name: 'format', label: 'Format', type: 'select', placeholder: 'timeseries', width: 24 },
  { name: 'limit', label: 'Rows', type: 'input', placeholder: 'of a table: the largest', width: 30 },
  {
    name: 'filters',
    label: 'Filters',
    type: 'textarea',
    placeholder: '[{ "dimension": "state", "operator": "=", "value": "CA" }]',
    width: 60,
  },
];

const incidents: GrafanaMetric = {
  label: 'incidents',
  value: INCIDENTS,
  payloads: [
    { name: 'status', label: 'Status', type: 'select', placeholder: 'all', width: 20 },
    { name: 'severity', label: 'Severity', type: 'multi-select', placeholder: 'any', width: 24 },
    { name: 'rule', label: 'Rule', type: 'multi-select', placeholder: 'any', width: 40 },
    { name: 'model', label: 'Model', type: 'multi-select', placeholder: 'any', width: 40 },
  ],
};

export async function listMetrics(context: Context, caller: Caller): Promise<GrafanaMetric[]> {
  const models = await visibleModels(context, caller);
  const measured = models.flatMap(({ name: model, measures }) =>
    measures.map(({ name }) => ({ label: `${model}.${name}`, value: `${model}.${name}`, payloads })),
  );
  return [...measured, incidents];
}
