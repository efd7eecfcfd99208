// The columns that a structured query answers, where Druid cannot say because it has no row of the model yet.
import type { Column, Query } from '#schemas/query.ts';
import type { Measure, Model } from '#schemas/model.ts';

export function queryColumns(query: Query, model: Model): Column[] {
  const time: Column[] = query.granularity === 'all' ? [] : [{ name: 'time', type: 'timestamp' }];
  const dimensions = query.dimensions.map((name): Column => {
    const dimension = model.dimensions.find((one) => one.name === name);
    return { name, type: dimension?.type ?? 'other' };
  });
  const measures = query.measures.map((name): Column => {
    const measure = model.measures.find((one) => one.name === name);
    return { name, type: measure === undefined ? 'other' : measureType(measure) };
  });
  return [...time, ...dimensions, ...measures];
}

function measureType(measure: Measure): 'long' | 'double' {
  switch (measure.kind) {
    case 'count':
    case 'distinct':
      return 'long';
    case 'sum':
    case 'min':
    case 'max':
      return measure.type;
    case 'mean':
    case 'quantile':
      return 'double';
    default:
      throw new TypeError(`unknown measure ${JSON.stringify(measure satisfies never)}`);
  }
}
