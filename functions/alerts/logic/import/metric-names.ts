// The mapping from another system's metrics and labels, and which of its metrics have no measure.
import type { MappedMeasure, MetricMapping } from '#schemas/alerts/metric-mapping.ts';
import type { MeasureKind } from '#schemas/alerts/rule-test.ts';
import { FieldName } from '#schemas/name.ts';
import { CannotImport } from './cannot-import.ts';

export interface LabelNames {
  /** Null for a label that events do not have. @throws CannotImport for one that is no name of a dimension */
  dimensionOf: (label: string) => string | null;
}
export interface MetricNames {
  /** The first measure of one of the kinds. @throws CannotImport if there is none */
  measureOf: (metric: string, kinds: readonly MeasureKind[]) => MappedMeasure & { model: string };
  /** Metrics that were asked for and have no measure at all. */
  unmapped: ReadonlySet<string>;
}

export function labelNames({ labels }: MetricMapping): LabelNames {
  const known = new Map(Object.entries(labels));
  return {
    dimensionOf: (label) => {
      const dimension = known.get(label);
      if (dimension !== undefined) return dimension;
      if (!FieldName.safeParse(label).success) throw new CannotImport(`the label ${label} is no name of a dimension`);
      return label;
    },
  };
}

export function metricNames(mapping: MetricMapping): MetricNames {
  const known = new Map(Object.entries(mapping.metrics));
  const unmapped = new Set<string>();
  return {
    unmapped,
    measureOf: (metric, kinds) => {
      const entry = known.get(metric);
      if (metric === '') throw new CannotImport('names no metric');
      if (entry === undefined) {
        unmapped.add(metric);
        throw new CannotImport(`no measure is known for the metric ${metric}`);
      }
      const measures = Array.isArray(entry) ? entry : [entry];
      const measure = measures.find(({ kind }) => kinds.includes(kind));
      if (measure === undefined) {
        throw new CannotImport(`the metric ${metric} has no measure of the kind ${kinds.join(' or ')}`);
      }
      const model = measure.model ?? mapping.model;
      if (model === undefined) throw new CannotImport(`of which model ${measure.measure} is, is not known`);
      return { ...measure, model };
    },
  };
}
