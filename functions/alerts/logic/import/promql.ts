// PromQL as a tree: what rules can be imported from, everything else as `other` with its name.

export interface Matcher {
  label: string;
  operator: '=' | '!=' | '=~' | '!~';
  value: string;
}
interface Base {
  /** As it was written. */
  text: string;
}
export interface Selector extends Base {
  kind: 'selector';
  metric: string;
  matchers: Matcher[];
}
interface RangeSelector extends Base {
  kind: 'range';
  selector: Selector;
  windowMs: number;
}
export interface Call extends Base {
  kind: 'call';
  name: string;
  args: Promql[];
}
export interface Aggregation extends Base {
  kind: 'aggregation';
  operator: string;
  /** Labels that are kept (`by`), or left out (`without`). */
  grouping: { by: string[] } | { without: string[] };
  args: Promql[];
}
export interface Binary extends Base {
  kind: 'binary';
  operator: string;
  left: Promql;
  right: Promql;
  /** Labels of `on (...)`; null where both sides are matched by all. */
  on: string[] | null;
  /** Other modifiers, as they were written: bool, ignoring, group_left, ... */
  modifiers: string[];
}
interface NumberLiteral extends Base {
  kind: 'number';
  value: number;
}
export interface Other extends Base {
  kind: 'other';
  what: string;
}
export type Promql = Selector | RangeSelector | Call | Aggregation | Binary | NumberLiteral | Other;
