// What may be chosen in a field of a metric's editor.
import { Level } from '#schemas/alerts/condition.ts';
import type { GrafanaOption, GrafanaOptionsRequest } from '#schemas/grafana.ts';
import { getModel } from '#functions/models/acts/get-model.ts';
import { requireModel } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { GRANULARITIES } from '../logic/choose-granularity.ts';
import { INCIDENTS } from '../logic/incidents-metric.ts';
import { INCIDENT_STATUSES } from '../logic/read-incident-payload.ts';
import { readMetric } from '../logic/read-metric.ts';
import { visibleModels } from './visible-models.ts';
import { visibleRules } from './visible-rules.ts';

/** Empty for a field that has no options, and while no metric is chosen. */
export async function listPayloadOptions(
  context: Context,
  caller: Caller,
  { metric, name }: GrafanaOptionsRequest,
): Promise<GrafanaOption[]> {
  if (metric === INCIDENTS) return incidentOptions(context, caller, name);
  switch (name) {
    case 'groupBy':
      return metric === '' ? [] : dimensionOptions(context, caller, readMetric(metric, '/metric').model);
    case 'granularity':
      return ['auto', 'all', ...GRANULARITIES].map(optionOf);
    case 'format':
      return ['timeseries', 'table'].map(optionOf);
    default:
      return [];
  }
}

async function dimensionOptions(context: Context, caller: Caller, model: string): Promise<GrafanaOption[]> {
  requireModel(caller, model);
  const { dimensions } = await getModel(context, model);
  return dimensions.map(({ name }) => optionOf(name));
}

async function incidentOptions(context: Context, caller: Caller, field: string): Promise<GrafanaOption[]> {
  switch (field) {
    case 'status':
      return INCIDENT_STATUSES.map(optionOf);
    case 'severity':
      return Level.options.map(optionOf);
    case 'rule':
      return (await visibleRules(context, caller)).map(({ name }) => optionOf(name));
    case 'model':
      return (await visibleModels(context, caller)).map(({ name }) => optionOf(name));
    case 'format':
      return [optionOf('table')];
    default:
      return [];
  }
}

const optionOf = (value: string): GrafanaOption => ({ label: value, value });
