// The rows of a query as lines of a chart: one for each combination of dimensions, with null where a piece of time has no row.
import { durationMs } from '#schemas/duration.ts';
import type { GrafanaRange, GrafanaSeries } from '#schemas/grafana.ts';
import type { QueryResult } from '#schemas/query.ts';
import { PlatformError } from '#functions/platform/errors.ts';

const MOST_POINTS = 1_000_000;

export interface SeriesRequest {
  /** `<model>.<measure>`, the beginning of each line's name. */
  metric: string;
  refId: string | undefined;
  /** Columns of the result: `time` unless granularity is `all`, then these, then the measure. */
  groupBy: string[];
  granularity: string;
  range: GrafanaRange;
}

interface Line {
  tags: Record<string, string>;
  values: Map<number, number | null>;
}

/** @throws PlatformError query.invalid if there are more points than a chart can hold */
export function toSeries({ rows }: QueryResult, request: SeriesRequest): GrafanaSeries[] {
  const lines = new Map<string, Line>();
  const hasTime = request.granularity !== 'all';
  for (const row of rows) {
    const time = hasTime ? Date.parse(String(row[0])) : Date.parse(request.range.to);
    const dimensions = row.slice(hasTime ? 1 : 0, -1);
    const key = JSON.stringify(dimensions);
    const line = lines.get(key) ?? { tags: tagsOf(request.groupBy, dimensions), values: new Map() };
    line.values.set(time, toNumber(row.at(-1)));
    lines.set(key, line);
  }
  const times = hasTime ? timesOf(lines, request) : [Date.parse(request.range.to)];
  if (lines.size * times.length > MOST_POINTS) {
    throw new PlatformError(
      'query.invalid',
      `${lines.size} lines of ${times.length} points are too many: group by less, filter, or take a coarser granularity`,
    );
  }
  return [...lines.values()].map(({ tags, values }) => ({
    refId: request.refId,
    target: nameOf(request.metric, tags),
    tags,
    datapoints: times.map((time) => [values.get(time) ?? null, time]),
  }));
}

const toNumber = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** Every piece of time in the range; where the pieces begin is read off the rows, as it is the engine that cuts them. */
function timesOf(lines: Map<string, Line>, { granularity, range }: SeriesRequest): number[] {
  const first = [...lines.values()][0]?.values.keys().next().value;
  if (first === undefined) return [];
  const stepMs = durationMs(granularity);
  const from = Date.parse(range.from);
  const start = first - Math.ceil((first - from) / stepMs) * stepMs;
  const count = Math.ceil((Date.parse(range.to) - start) / stepMs);
  return Array.from({ length: Math.max(0, Math.min(count, MOST_POINTS + 1)) }, (_, index) => start + index * stepMs);
}

const tagsOf = (groupBy: string[], values: unknown[]): Record<string, string> =>
  Object.fromEntries(groupBy.map((dimension, index) => [dimension, textOf(values[index])]));

function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function nameOf(metric: string, tags: Record<string, string>): string {
  const labels = Object.entries(tags).map(([dimension, value]) => `${dimension}=${JSON.stringify(value)}`);
  return labels.length === 0 ? metric : `${metric}{${labels.join(', ')}}`;
}
