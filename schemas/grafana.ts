// The contract of Grafana's JSON datasource (simpod-json-datasource 0.6 and later), as far as it is used.
// Requests carry more than is named here (panel ids, time zones): that is ignored, not refused.
import * as z from 'zod';
import { FieldError, Problem } from './problem.ts';

const Option = z.strictObject({ label: z.string(), value: z.string() });
export const GrafanaOption = Option.meta({ id: 'GrafanaOption' });
export type GrafanaOption = z.infer<typeof GrafanaOption>;

/** One metric is one measure of one model: `<model>.<measure>`; one more is `incidents`. */
export const GrafanaMetric = Option.extend({
  payloads: z.array(
    z.strictObject({
      name: z.string(),
      label: z.string(),
      type: z.enum(['select', 'multi-select', 'input', 'textarea']),
      placeholder: z.string(),
      width: z.int(),
    }),
  ),
}).meta({ id: 'GrafanaMetric' });
export type GrafanaMetric = z.infer<typeof GrafanaMetric>;

export const GrafanaOptionsRequest = z
  .object({ metric: z.string().max(200), name: z.string().max(200) })
  .meta({ id: 'GrafanaOptionsRequest' });
export type GrafanaOptionsRequest = z.infer<typeof GrafanaOptionsRequest>;

export const GrafanaRange = z
  .object({ from: z.iso.datetime(), to: z.iso.datetime() })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be later than `from`' });
export type GrafanaRange = z.infer<typeof GrafanaRange>;

const VariableValue = z.union([z.string(), z.number(), z.boolean()]);

/** The values of dashboard variables by name; a variable of many values has a list. */
export const GrafanaVariables = z.record(
  z.string(),
  z
    .object({
      value: z
        .union([VariableValue, z.array(VariableValue)])
        .optional()
        .catch(undefined)
        .meta({ type: ['string', 'number', 'boolean', 'array'] }),
    })
    .optional(),
);
export type GrafanaVariables = z.infer<typeof GrafanaVariables>;

export const GrafanaAdHocFilter = z.object({
  key: z.string().max(200),
  operator: z.string().max(10),
  value: z.string().max(10_000).default(''),
  values: z.array(z.string().max(10_000)).max(1000).optional().describe('Of `=|` and `!=|`.'),
});
export type GrafanaAdHocFilter = z.infer<typeof GrafanaAdHocFilter>;

export const GrafanaTarget = z.object({
  refId: z.string().max(100).optional(),
  target: z.string().max(200).describe('`<model>.<measure>`, or `incidents`: a table that is also for annotations.'),
  hide: z.boolean().optional(),
  payload: z
    .unknown()
    .optional()
    .describe(
      'An object of groupBy, filters, granularity, format and limit, or for `incidents` of status, severity, rule and model, names or patterns; text is read as JSON. Resolved incidents are found that opened in the range or up to a day before.',
    ),
});
export type GrafanaTarget = z.infer<typeof GrafanaTarget>;

export const GrafanaQueryRequest = z
  .object({
    range: GrafanaRange,
    intervalMs: z.number().positive().default(1000),
    maxDataPoints: z.number().positive().max(100_000).default(1000),
    targets: z.array(GrafanaTarget).max(50),
    scopedVars: GrafanaVariables.default({}),
    adhocFilters: z.array(GrafanaAdHocFilter).max(100).default([]),
    filters: z.array(GrafanaAdHocFilter).max(100).default([]).describe('What newer Grafanas call adhocFilters.'),
  })
  .meta({ id: 'GrafanaQueryRequest' });
export type GrafanaQueryRequest = z.infer<typeof GrafanaQueryRequest>;

/** One line of a chart: value and time in ms; null where a piece of time has no rows. */
export const GrafanaSeries = z
  .strictObject({
    refId: z.string().optional(),
    target: z.string(),
    tags: z.record(z.string(), z.string()),
    datapoints: z.array(z.tuple([z.number().nullable(), z.number()])),
  })
  .meta({ id: 'GrafanaSeries' });
export type GrafanaSeries = z.infer<typeof GrafanaSeries>;

export const GrafanaTable = z
  .strictObject({
    refId: z.string().optional(),
    type: z.literal('table'),
    columns: z.array(
      z.strictObject({ text: z.string(), type: z.enum(['time', 'string', 'number', 'boolean', 'other']) }),
    ),
    rows: z.array(z.array(z.unknown())),
  })
  .meta({ id: 'GrafanaTable' });
export type GrafanaTable = z.infer<typeof GrafanaTable>;

export const GrafanaFrames = z.array(z.union([GrafanaSeries, GrafanaTable]));
export type GrafanaFrames = z.infer<typeof GrafanaFrames>;

export const GrafanaVariableRequest = z
  .object({ payload: z.unknown(), range: GrafanaRange.optional() })
  .meta({ id: 'GrafanaVariableRequest' });
export type GrafanaVariableRequest = z.infer<typeof GrafanaVariableRequest>;

export const GrafanaVariableValue = z
  .strictObject({ __text: z.string(), __value: z.string() })
  .meta({ id: 'GrafanaVariableValue' });
export type GrafanaVariableValue = z.infer<typeof GrafanaVariableValue>;

export const GrafanaTagKey = z
  .strictObject({ type: z.literal('string'), text: z.string() })
  .meta({ id: 'GrafanaTagKey' });
export type GrafanaTagKey = z.infer<typeof GrafanaTagKey>;

export const GrafanaTagValuesRequest = z
  .object({ key: z.string().max(200), timeRange: GrafanaRange.optional() })
  .meta({ id: 'GrafanaTagValuesRequest' });
export type GrafanaTagValuesRequest = z.infer<typeof GrafanaTagValuesRequest>;

export const GrafanaTagValue = z.strictObject({ text: z.string() }).meta({ id: 'GrafanaTagValue' });
export type GrafanaTagValue = z.infer<typeof GrafanaTagValue>;

/** A problem whose detail Grafana also finds where it looks for it: in `message`. */
export const GrafanaProblem = Problem.extend({
  message: z.string().optional(),
  errors: z.array(FieldError).optional(),
}).meta({ id: 'GrafanaProblem' });
