// Grafana's ad hoc filters as conditions on a model's dimensions.
import type { Filter, FilterValue } from '#schemas/filter.ts';
import type { GrafanaAdHocFilter } from '#schemas/grafana.ts';
import type { Dimension, Model } from '#schemas/model.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { readAlternatives } from './read-alternatives.ts';

/** @throws PlatformError query.invalid if the model has no such dimension, the operator is not known, or no value is chosen */
export function adHocFilter(filter: GrafanaAdHocFilter, model: Model): Filter {
  const { key, operator, value, values = [value] } = filter;
  const dimension = model.dimensions.find(({ name }) => name === key);
  if (dimension === undefined) throw invalid(filter, `the model "${model.name}" has no dimension "${key}"`);
  const typed = (text: string) => typedValue(text, dimension, filter);
  const chosen = () => {
    if (values.length === 0) throw invalid(filter, 'no value is chosen');
    return values.map(typed);
  };
  switch (operator) {
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { dimension: key, operator, value: typed(value) };
    case '=|':
      return { dimension: key, operator: 'in', values: chosen() };
    case '!=|':
      return { dimension: key, operator: 'not in', values: chosen() };
    case '=~':
    case '!~': {
      const alternatives = readAlternatives(value);
      if (alternatives === undefined) throw invalid(filter, 'a pattern may only be a choice of texts, such as CA|NV');
      return { dimension: key, operator: operator === '=~' ? 'in' : 'not in', values: alternatives.map(typed) };
    }
    default:
      throw invalid(filter, `the operator ${operator} is not known`);
  }
}

function typedValue(text: string, { type }: Dimension, filter: GrafanaAdHocFilter): FilterValue {
  if (type === 'string') return text;
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw invalid(filter, `"${text}" is no number`);
  return number;
}

const invalid = ({ key }: GrafanaAdHocFilter, reason: string) =>
  new PlatformError('query.invalid', `the filter on ${key}: ${reason}`, {
    errors: [{ pointer: '/adhocFilters', reason }],
  });
