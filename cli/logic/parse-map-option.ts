// `http_requests_total=requests.count_all:count`: which measure stands for a metric.
import { MappedMeasure } from '#schemas/alerts/metric-mapping.ts';
import { UsageError } from '../command.ts';

/** @throws UsageError */
export function parseMapOption(text: string): [metric: string, measure: MappedMeasure] {
  const [, metric = '', model, measure = '', kind = ''] = /^([^=]+)=(?:([^.:]+)\.)?([^.:]+):(\w+)$/.exec(text) ?? [];
  const parsed = MappedMeasure.safeParse({ ...(model === undefined ? {} : { model }), measure, kind });
  if (parsed.success) return [metric, parsed.data];
  throw new UsageError(
    `--map ${text} is not as METRIC=MEASURE:KIND or METRIC=MODEL.MEASURE:KIND, such as http_requests_total=requests:count`,
  );
}
