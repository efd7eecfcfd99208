// Alert rules as Grafana provisions them from files, as far as they are read here.
// https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
import * as z from 'zod';
import { PromDuration, Texts } from './foreign-fields.ts';

const Evaluator = z.looseObject({ type: z.string(), params: z.array(z.coerce.number()).default([]) });
export type Evaluator = z.infer<typeof Evaluator>;

export const ThresholdCondition = z.looseObject({
  evaluator: Evaluator,
  unloadEvaluator: Evaluator.optional(),
  query: z.looseObject({ params: z.array(z.coerce.string()).default([]) }).optional(),
  reducer: z.looseObject({ type: z.string() }).optional(),
});
export type ThresholdCondition = z.infer<typeof ThresholdCondition>;

const Query = z.looseObject({
  refId: z.string(),
  datasourceUid: z.string().default(''),
  relativeTimeRange: z.looseObject({ from: z.number(), to: z.number().default(0) }).optional(),
  model: z.looseObject({
    type: z.string().optional(),
    expr: z.string().optional(),
    instant: z.boolean().optional(),
    range: z.boolean().optional(),
    expression: z.string().optional(),
    reducer: z.string().optional(),
    conditions: z.array(ThresholdCondition).optional(),
  }),
});
export type GrafanaQuery = z.infer<typeof Query>;

export const GrafanaRule = z.looseObject({
  uid: z.string().optional(),
  title: z.string(),
  condition: z.string(),
  data: z.array(Query),
  for: PromDuration.default(0),
  keepFiringFor: PromDuration.default(0),
  noDataState: z.string().default('NoData'),
  execErrState: z.string().default('Error'),
  labels: Texts,
  annotations: Texts,
  isPaused: z.boolean().default(false),
  dashboardUid: z.string().optional(),
  panelId: z.number().optional(),
});
export type GrafanaRule = z.infer<typeof GrafanaRule>;

export const GrafanaGroup = z.looseObject({
  orgId: z.number().optional(),
  name: z.coerce.string(),
  folder: z.coerce.string().default(''),
  interval: PromDuration.default(60_000),
  rules: z.array(GrafanaRule).default([]),
});
export type GrafanaGroup = z.infer<typeof GrafanaGroup>;

export const GrafanaRules = z.looseObject({ apiVersion: z.literal(1).optional(), groups: z.array(GrafanaGroup) });
export type GrafanaRules = z.infer<typeof GrafanaRules>;
