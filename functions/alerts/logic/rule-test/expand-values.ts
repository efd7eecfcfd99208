// The values of a series in expanding notation, as promtool writes them: `1+2x3` is 1 3 5 7, `5x2` is 5 5 5, `_x2` is nothing twice.
import { Offset, offsetMs } from '#schemas/alerts/rule-test.ts';

export interface ExpandedValue {
  /** Null for nothing. */
  value: number | null;
  /** How late it arrives, by its own `@5m`. */
  lateMs: number | null;
}

const NUMBER = String.raw`[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?`;
const ITEM = new RegExp(`^(?:(_)|(${NUMBER})(?:([-+](?:\\d+(?:\\.\\d*)?|\\.\\d+))?))(?:x(\\d+))?$`, 'i');
const MOST_VALUES = 100_000;

/** The values, or what is wrong with the text. */
export function expandValues(text: string): ExpandedValue[] | string {
  const values: ExpandedValue[] = [];
  for (const item of text.trim().split(/\s+/)) {
    if (item === '') continue;
    const expanded = expandItem(item);
    if (typeof expanded === 'string') return expanded;
    if (values.length + expanded.length > MOST_VALUES) return `holds more than ${MOST_VALUES} values`;
    for (const value of expanded) values.push(value);
  }
  return values;
}

function expandItem(item: string): ExpandedValue[] | string {
  if (item === 'stale') return '"stale" means nothing for events: write _ for none';
  const [notation = '', late] = item.split('@', 2);
  if (late !== undefined && !Offset.safeParse(late).success) return `"${item}" does not say a time such as 5m after @`;
  const lateMs = late === undefined ? null : offsetMs(late);
  const [, nothing, first, step = '0', count] = ITEM.exec(notation) ?? [];
  if (nothing === undefined && first === undefined) {
    return `"${item}" is no value: write a number, 5x3, 1+2x3, _ or _x3, and @5m behind it for one that is late`;
  }
  if (step !== '0' && count === undefined) return `"${item}" does not say how often: write ${item}x3`;
  const more = count === undefined ? 0 : Number(count);
  if (more > MOST_VALUES) return `holds more than ${MOST_VALUES} values`;
  if (first === undefined) return Array.from({ length: Math.max(1, more) }, () => ({ value: null, lateMs }));
  return Array.from({ length: more + 1 }, (_, index) => ({ value: Number(first) + Number(step) * index, lateMs }));
}
