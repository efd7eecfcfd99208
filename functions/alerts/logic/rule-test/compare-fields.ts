// The fields that are expected against those of what came; fields that nobody expects anything of are not looked at.
import { Offset, offsetMs } from '#schemas/alerts/rule-test.ts';
import { formatOffset } from './format-offset.ts';

export interface FieldDifference {
  /** Dotted; empty for the thing as a whole. */
  field: string;
  expected: unknown;
  actual: unknown;
}

/** Doubles that were added up in another order are still the same. */
const RELATIVE_TOLERANCE = 1e-9;
const TIMES = new Set(['since', 'startedAt', 'openedAt', 'resolvedAt', 'evaluatedAt']);

/** @param start what the offsets that stand for times count from */
export function compareFields(expected: object, actual: object, start: number, prefix = ''): FieldDifference[] {
  const values = new Map<string, unknown>(Object.entries(actual));
  return Object.entries(expected).flatMap(([name, wanted]: [string, unknown]): FieldDifference[] => {
    if (wanted === undefined) return [];
    const [field, found] = [`${prefix}${name}`, values.get(name)];
    if (isObject(wanted)) return compareFields(wanted, isObject(found) ? found : {}, start, `${field}.`);
    const shown = TIMES.has(name) ? asOffset(found, start) : found;
    const asked = TIMES.has(name) ? normalOffset(wanted) : wanted;
    return isSame(asked, shown) ? [] : [{ field, expected: asked, actual: shown ?? null }];
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const asOffset = (time: unknown, start: number): unknown =>
  typeof time === 'string' ? formatOffset(Date.parse(time) - start) : time;

function normalOffset(wanted: unknown): unknown {
  const offset = Offset.safeParse(wanted);
  return offset.success ? formatOffset(offsetMs(offset.data)) : wanted;
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'number' || typeof other !== 'number') return one === other;
  return Math.abs(one - other) <= RELATIVE_TOLERANCE * Math.max(Math.abs(one), Math.abs(other));
}
