// Every node of a parsed statement with its parent, by looking at all fields of each node. The toolkit's own `walk` leaves some out
// (the window of a function, the value of an interval), and a check that misses a node is no check.
import { SeparatedArray, SqlBase } from 'druid-query-toolkit';

export interface SqlNode {
  node: SqlBase;
  parent: SqlBase | undefined;
  /** 0 for the statement itself. */
  depth: number;
}

/** A node comes before those within it. */
export function* sqlNodes(statement: SqlBase): Generator<SqlNode> {
  const pending: SqlNode[] = [{ node: statement, parent: undefined, depth: 0 }];
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    yield entry;
    const { node: parent, depth } = entry;
    for (const node of childrenOf(parent)) pending.push({ node, parent, depth: depth + 1 });
  }
}

const childrenOf = (node: SqlBase): SqlBase[] => Object.values(node).flatMap(childrenIn);

function childrenIn(field: unknown): SqlBase[] {
  if (field instanceof SqlBase) return [field];
  const values: readonly unknown[] = field instanceof SeparatedArray ? field.values : Array.isArray(field) ? field : [];
  return values.filter((value) => value instanceof SqlBase);
}

/** The nodes that the toolkit's `walk` visits, and so can be replaced with it. */
export function walkedNodes(statement: SqlBase): Set<SqlBase> {
  const visited = new Set<SqlBase>();
  statement.walk((node) => {
    visited.add(node);
    return node;
  });
  return visited;
}
