// A filter as typed on the command line: `origin=JFK`, `delay >= 15`, `origin in JFK,LGA`, `origin_state is null`.
import type { Filter, FilterValue } from '#schemas/filter.ts';
import { FieldName } from '#schemas/name.ts';

const COMPARISON = /^(\w+)\s*(!=|<=|>=|=|<|>|\s(?:not )?like\s)\s*(.*)$/s;
const MEMBERSHIP = /^(\w+)\s+(in|not in)\s+(.+)$/s;
const NULL_CHECK = /^(\w+)\s+(is null|is not null)$/;

/** Throws an Error that shows how filters are written. A bare number is a number; quotes ('00', "00") make it a text. */
export function parseFilter(text: string): Filter {
  const filter = parseNullCheck(text.trim()) ?? parseMembership(text.trim()) ?? parseComparison(text.trim());
  if (filter !== undefined && FieldName.safeParse(filter.dimension).success) return filter;
  throw new Error(
    `"${text}" is no filter; write origin=JFK, delay>=15, "origin in JFK,LGA", "origin like J%" or "origin is null"`,
  );
}

function parseNullCheck(text: string) {
  const [, dimension, word] = NULL_CHECK.exec(text) ?? [];
  if (dimension === undefined) return undefined;
  return { dimension, operator: word === 'is null' ? ('is null' as const) : ('is not null' as const) };
}

function parseMembership(text: string) {
  const [, dimension, word, list] = MEMBERSHIP.exec(text) ?? [];
  if (dimension === undefined || list === undefined) return undefined;
  const operator = word === 'in' ? ('in' as const) : ('not in' as const);
  return { dimension, operator, values: splitList(list).map(valueOf) };
}

const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'like', 'not like'] as const;

function parseComparison(text: string) {
  const [, dimension, sign, value] = COMPARISON.exec(text) ?? [];
  const operator = OPERATORS.find((known) => known === sign?.trim());
  if (dimension === undefined || operator === undefined || value === undefined) return undefined;
  return { dimension, operator, value: valueOf(value) };
}

/** Splits at commas outside quotes. */
const splitList = (list: string) => list.match(/\s*('[^']*'|"[^"]*"|[^,]+)\s*(?=,|$)/g) ?? [];

function valueOf(text: string): FilterValue {
  const bare = text.trim();
  const quoted = /^(['"])(.*)\1$/s.exec(bare)?.[2];
  if (quoted !== undefined) return quoted;
  if (bare === 'true' || bare === 'false') return bare === 'true';
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(bare) ? Number(bare) : bare;
}
