import { describe, expect, it } from 'vitest';
import { toSeries } from '#functions/grafana/logic/to-series.ts';
import { toTable } from '#functions/grafana/logic/to-table.ts';
import type { QueryResult } from '#schemas/query.ts';

const T0 = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;
const resultOf = (columns: QueryResult['columns'], rows: unknown[][]): QueryResult => ({
  queryId: 'q',
  columns,
  rows,
  truncated: false,
});
const time = (minutes: number) => new Date(T0 + minutes * MINUTE).toISOString();
const request = {
  metric: 'flights.delay_mean',
  refId: 'A',
  groupBy: ['state'],
  granularity: 'PT1M',
  range: { from: time(0), to: time(3) },
};

describe('toSeries', () => {
  it('gives one line for each combination of dimensions, with null where a piece of time has no row', () => {
    const rows = [
      [time(0), 'CA', 1],
      [time(2), 'CA', 3.5],
      [time(1), null, 2],
    ];
    expect(toSeries(resultOf([], rows), request)).toEqual([
      {
        refId: 'A',
        target: 'flights.delay_mean{state="CA"}',
        tags: { state: 'CA' },
        datapoints: [
          [1, T0],
          [null, T0 + MINUTE],
          [3.5, T0 + 2 * MINUTE],
        ],
      },
      {
        refId: 'A',
        target: 'flights.delay_mean{state="null"}',
        tags: { state: 'null' },
        datapoints: [
          [null, T0],
          [2, T0 + MINUTE],
          [null, T0 + 2 * MINUTE],
        ],
      },
    ]);
  });

  it('names a line without dimensions by its metric alone', () => {
    const lines = toSeries(resultOf([], [[time(1), 5]]), { ...request, groupBy: [] });
    expect(lines).toMatchObject([
      {
        target: 'flights.delay_mean',
        tags: {},
        datapoints: [
          [null, T0],
          [5, T0 + MINUTE],
          [null, T0 + 2 * MINUTE],
        ],
      },
    ]);
  });

  it('keeps to the pieces of time that the engine cut, also where they begin elsewhere', () => {
    const shifted = new Date(T0 + 30_000).toISOString();
    const [line] = toSeries(resultOf([], [[shifted, 5]]), { ...request, groupBy: [] });
    expect(line?.datapoints.map(([, at]) => at)).toEqual([T0 - 30_000, T0 + 30_000, T0 + 90_000, T0 + 150_000]);
  });

  it('gives one point at the end of the range for the whole of it', () => {
    const lines = toSeries(resultOf([], [['CA', 7]]), { ...request, granularity: 'all' });
    expect(lines).toMatchObject([{ tags: { state: 'CA' }, datapoints: [[7, T0 + 3 * MINUTE]] }]);
  });

  it('gives no line when there is no row', () => {
    expect(toSeries(resultOf([], []), request)).toEqual([]);
  });

  it('makes null of what is no number', () => {
    expect(toSeries(resultOf([], [['NaN']]), { ...request, groupBy: [], granularity: 'all' })).toMatchObject([
      { datapoints: [[null, T0 + 3 * MINUTE]] },
    ]);
  });

  it('refuses more points than a chart can hold', () => {
    const range = { from: time(0), to: time(60 * 24 * 400) };
    expect(() =>
      toSeries(
        resultOf(
          [],
          [
            [time(0), 'CA', 1],
            [time(0), 'NV', 1],
          ],
        ),
        { ...request, range },
      ),
    ).toThrow(/too many/);
  });
});

describe('toTable', () => {
  it('types the columns as Grafana does and gives times in ms', () => {
    const columns: QueryResult['columns'] = [
      { name: 'time', type: 'timestamp' },
      { name: 'state', type: 'string' },
      { name: 'flights', type: 'long' },
      { name: 'delay_mean', type: 'double' },
    ];
    expect(toTable(resultOf(columns, [[time(1), null, 3, 1.5]]), 'A')).toEqual({
      refId: 'A',
      type: 'table',
      columns: [
        { text: 'time', type: 'time' },
        { text: 'state', type: 'string' },
        { text: 'flights', type: 'number' },
        { text: 'delay_mean', type: 'number' },
      ],
      rows: [[T0 + MINUTE, null, 3, 1.5]],
    });
  });
});
