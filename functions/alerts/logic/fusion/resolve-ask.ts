// An ask with its model's dimensions and measures in place of their names. Asks that differ in key and cap alone become one.
import type { Expression, Operand } from '#schemas/alerts/expression.ts';
import type { Filter } from '#schemas/filter.ts';
import type { Dimension, Measure, Model } from '#schemas/model.ts';
import type { FieldError } from '#schemas/problem.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { compileFilter } from '#functions/queries/logic/compile-filter.ts';
import { sqlParameters } from '#functions/queries/logic/sql-parameters.ts';
import { measureOf, operandsOf } from '../expression-operands.ts';
import type { Ask } from './ask.ts';
import { addFilters, conjunctionOf } from './conjunction.ts';
import type { Conjunction } from './conjunction.ts';

export interface ResolvedAsk {
  /** Equal ids ask for the same. */
  id: string;
  expression: Expression;
  groupBy: string[];
  /** What a row must meet for its label set to be there. */
  filter: Conjunction;
  /** One for each operand of the expression. */
  terms: Term[];
  /** Of filters and groupBy. */
  dimensions: Set<string>;
  /** The asks that this answers, each with its cap on series. */
  askedBy: Pick<Ask, 'key' | 'maxSeries'>[];
}

export interface Term {
  measure: Measure;
  /** The ask's filters and the operand's own. */
  filter: Conjunction;
}

export interface Resolution {
  asks: ResolvedAsk[];
  /** By the key of the ask: why it does not fit the model. */
  errors: Map<string, PlatformError>;
}

export function resolveAsks(asks: readonly Ask[], model: Model): Resolution {
  const scope = { dimensions: byName(model.dimensions), measures: byName(model.measures) };
  const resolved = new Map<string, ResolvedAsk>();
  const errors = new Map<string, PlatformError>();
  for (const ask of asks) {
    const faults = faultsOf(ask, scope);
    if (faults.length > 0) {
      const detail = faults.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; ');
      errors.set(ask.key, new PlatformError('query.invalid', detail, { errors: faults }));
      continue;
    }
    const one = resolve(ask, scope);
    const same = resolved.get(one.id);
    if (same === undefined) resolved.set(one.id, one);
    else same.askedBy.push(...one.askedBy);
  }
  return { asks: [...resolved.values()], errors };
}

interface Scope {
  dimensions: Map<string, Dimension>;
  measures: Map<string, Measure>;
}

function resolve({ key, measure: expression, filters, groupBy, maxSeries }: Ask, { measures }: Scope): ResolvedAsk {
  const filter = conjunctionOf(filters);
  const terms = operandsOf(expression).flatMap((operand): Term[] => {
    const measure = measures.get(measureOf(operand));
    if (measure === undefined) return [];
    return [{ measure, filter: typeof operand === 'string' ? filter : addFilters(filter, operand.filters) }];
  });
  const sortedGroupBy = groupBy.toSorted();
  return {
    id: JSON.stringify([expression, filter.key, sortedGroupBy]),
    expression,
    groupBy: sortedGroupBy,
    filter,
    terms,
    dimensions: new Set([...groupBy, ...terms.flatMap((term) => Array.from(term.filter.dimensions))]),
    askedBy: [{ key, maxSeries }],
  };
}

function faultsOf({ measure, filters, groupBy }: Ask, scope: Scope): FieldError[] {
  const place = typeof measure === 'string' ? '' : 'ratio' in measure ? '/ratio' : '/difference';
  const pointerOf = (index: number) => (place === '' ? '/measure' : `/measure${place}/${index}`);
  return [
    ...operandsOf(measure).flatMap((operand, index) => operandFaults(operand, pointerOf(index), scope)),
    ...filterFaults(filters, '/filters', scope),
    ...groupBy.flatMap((name, index) => groupFault(name, `/groupBy/${index}`, { groupBy, index, scope })),
  ];
}

function operandFaults(operand: Operand, pointer: string, scope: Scope): FieldError[] {
  const name = measureOf(operand);
  const faults = typeof operand === 'string' ? [] : filterFaults(operand.filters, `${pointer}/filters`, scope);
  return scope.measures.has(name) ? faults : [{ pointer, reason: `the model has no measure "${name}"` }, ...faults];
}

function groupFault(
  name: string,
  pointer: string,
  { groupBy, index, scope }: { groupBy: string[]; index: number; scope: Scope },
): FieldError[] {
  if (!scope.dimensions.has(name)) return [{ pointer, reason: `the model has no dimension "${name}"` }];
  return groupBy.indexOf(name) < index ? [{ pointer, reason: `"${name}" is asked for twice` }] : [];
}

/** The compiler of conditions says what is wrong; as it is slow, only filters that are not plainly right are given to it. */
function filterFaults(filters: Filter[], pointer: string, scope: Scope): FieldError[] {
  if (filters.every((filter) => fits(filter, scope))) return [];
  const errors: FieldError[] = [];
  const compiling = { dimensions: [...scope.dimensions.values()], parameters: sqlParameters(), errors };
  filters.forEach((filter, index) => compileFilter(filter, `${pointer}/${index}`, compiling));
  return errors;
}

function fits(filter: Filter, scope: Scope): boolean {
  if ('and' in filter) return filter.and.every((one) => fits(one, scope));
  if ('or' in filter) return filter.or.every((one) => fits(one, scope));
  if ('not' in filter) return fits(filter.not, scope);
  const type = scope.dimensions.get(filter.dimension)?.type;
  if (type === undefined) return false;
  if (type === 'string') return true;
  if ('values' in filter) return filter.values.every((value) => typeof value === 'number');
  return !('value' in filter) || typeof filter.value === 'number';
}

const byName = <Named extends { name: string }>(parts: Named[]): Map<string, Named> =>
  new Map(parts.map((part) => [part.name, part]));
