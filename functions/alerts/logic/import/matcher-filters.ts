// Filters that mean what label matchers of Prometheus mean, where a label that is not there is an empty text.
import type { Filter } from '#schemas/filter.ts';
import { CannotImport } from './cannot-import.ts';
import type { Matcher } from './promql.ts';
import { simplePatterns } from './simple-patterns.ts';
import type { Token } from './simple-patterns.ts';

/** @throws CannotImport for a regular expression that no filter says */
export function matcherFilters(dimension: string, { operator, value, label }: Matcher): Filter[] {
  const isEmpty: Filter = {
    or: [
      { dimension, operator: 'is null' },
      { dimension, operator: '=', value: '' },
    ],
  };
  const isThere: Filter = { dimension, operator: '!=', value: '' };
  const isOther = (filter: Filter): Filter => ({ or: [{ dimension, operator: 'is null' }, { not: filter }] });
  switch (operator) {
    case '=':
      return [value === '' ? isEmpty : { dimension, operator: '=', value }];
    case '!=':
      return [value === '' ? isThere : isOther({ dimension, operator: '=', value })];
    case '=~':
    case '!~': {
      if (value === '.*' && operator === '=~') return [];
      if (value === '.+') return [operator === '=~' ? isThere : isEmpty];
      const filter = filterOfRegexp(dimension, value);
      if (filter === undefined) {
        throw new CannotImport(`no filter says the regular expression of ${label}${operator}"${value}"`);
      }
      return [operator === '=~' ? filter : isOther(filter)];
    }
    default:
      throw new TypeError(`unknown operator ${JSON.stringify(operator satisfies never)}`);
  }
}

/** Undefined for what it cannot say, and for what matches the empty text. */
function filterOfRegexp(dimension: string, pattern: string): Filter | undefined {
  const patterns = simplePatterns(pattern);
  if (patterns === undefined) return undefined;
  const words = patterns
    .filter((tokens) => tokens.every((token) => typeof token === 'string'))
    .map((tokens) => tokens.join(''));
  const others = patterns.filter((tokens) => tokens.some((token) => typeof token !== 'string'));
  const filters = others.map((tokens) => patternFilter(dimension, tokens));
  const known = filters.filter((filter) => filter !== undefined);
  if (known.length < filters.length) return undefined;
  const all = [...wordFilter(dimension, words), ...known];
  const [first] = all;
  return all.length === 1 ? first : { or: all };
}

function wordFilter(dimension: string, words: string[]): Filter[] {
  const [first, ...more] = words;
  if (first === undefined) return [];
  return [
    more.length === 0 ? { dimension, operator: '=', value: first } : { dimension, operator: 'in', values: words },
  ];
}

function patternFilter(dimension: string, tokens: Token[]): Filter | undefined {
  const literals = tokens.filter((token) => typeof token === 'string');
  const [last] = tokens.slice(-1);
  const isPrefix = literals.length === tokens.length - 1 && typeof last === 'object' && last.like === '%';
  if (isPrefix) return prefixFilter(dimension, literals.join(''));
  // They would be patterns themselves: nothing escapes in LIKE.
  if (literals.some((literal) => /[_%]/.test(literal))) return undefined;
  const value = tokens.map((token) => (typeof token === 'string' ? token : token.like)).join('');
  return { dimension, operator: 'like', value };
}

/** As a range, so that the prefix may be any text. */
function prefixFilter(dimension: string, prefix: string): Filter | undefined {
  const last = prefix.at(-1);
  if (last === undefined) return undefined;
  const next = `${prefix.slice(0, -1)}${String.fromCharCode(last.charCodeAt(0) + 1)}`;
  return {
    and: [
      { dimension, operator: '>=', value: prefix },
      { dimension, operator: '<', value: next },
    ],
  };
}
