// Which measures stand for the metrics of another system, when its rules are imported.
import * as z from 'zod';
import { FieldName, Name, Owner } from '../name.ts';
import { MeasureKind } from './rule-test.ts';

export const MappedMeasure = z.strictObject({
  model: Name.optional().describe('By default the one that is given for all.'),
  measure: FieldName,
  kind: MeasureKind.describe('Of what kind the measure is: it decides which functions of the metric it can stand for.'),
  labels: z
    .array(z.string().min(1))
    .optional()
    .describe(
      'All labels of the metric, where rules do not say by which of them they sum: each combination has incidents of its own.',
    ),
});
export type MappedMeasure = z.infer<typeof MappedMeasure>;

export const MetricMapping = z.strictObject({
  model: Name.optional(),
  owner: Owner.default('imported'),
  channels: z.array(Name).default([]),
  metrics: z
    .record(z.string().min(1), z.union([MappedMeasure, z.array(MappedMeasure).min(1)]))
    .default({})
    .describe('A metric may have several measures: its mean and its maximum, as an example.'),
  labels: z
    .record(z.string().min(1), FieldName.nullable())
    .default({})
    .describe(
      'Dimensions that stand for labels, by default of the same name; null for a label that events do not have.',
    ),
});
export type MetricMapping = z.infer<typeof MetricMapping>;
