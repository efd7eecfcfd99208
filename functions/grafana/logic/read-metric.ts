// A metric's name: `<model>.<measure>`. Neither holds a dot.
import { PlatformError } from '#functions/platform/errors.ts';

export interface Metric {
  model: string;
  measure: string;
}

/** @throws PlatformError query.invalid; `pointer` is where the metric is in the request */
export function readMetric(metric: string, pointer: string): Metric {
  const [model = '', measure = '', ...rest] = metric.split('.');
  if (model !== '' && measure !== '' && rest.length === 0) return { model, measure };
  const reason = `"${metric}" is no metric: it must be <model>.<measure>`;
  throw new PlatformError('query.invalid', reason, { errors: [{ pointer, reason }] });
}
