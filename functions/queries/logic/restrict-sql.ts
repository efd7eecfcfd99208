// Rewrites a parsed statement so that it can read nothing but the rows its caller may see. Every table becomes `"druid"."name"`, under a
// condition where the caller has row filters, and keeps its alias. Every WITH query gets a name that no table has, so that no
// difference in scoping between this code and Druid's can turn a reference to one into a reference to the other.
import {
  RefName,
  SqlAlias,
  SqlPlaceholder,
  SqlQuery,
  SqlTable,
  SqlWithPart,
  SqlWithQuery,
  T,
} from 'druid-query-toolkit';
import type { SqlBase, SqlExpression } from 'druid-query-toolkit';
import type { Statement } from './parse-sql.ts';
import type { BoundSql, SqlParameters } from './sql-parameters.ts';

/** The condition for a table's rows; undefined if all may be seen. Called at each reference: parameters are bound anew. */
export type RowCondition = (table: string) => SqlExpression | undefined;

/** The tables that a statement reads, without its WITH queries. */
export function tablesOf(statement: Statement): string[] {
  const tables = new Set<string>();
  statement.walk((node, stack) => {
    if (node instanceof SqlTable && !isWithQuery(node, stack)) tables.add(node.getName());
    return node;
  });
  return [...tables];
}

export function restrictSql(statement: Statement, conditionOf: RowCondition, parameters: SqlParameters): BoundSql {
  const restricted = statement.prettify({ keywordCasing: 'preserve' }).walkPostorder((node, stack) => {
    if (node instanceof SqlPlaceholder) return parameters.next();
    if (node instanceof SqlWithPart) return node.changeTable(RefName.create(withName(node.table.name)));
    if (!(node instanceof SqlTable)) return node;
    const source = isWithQuery(node, stack) ? T(withName(node.getName())) : restrictTable(node, conditionOf);
    return stack[0] instanceof SqlAlias ? source : source.as(node.getName(), true);
  });
  return parameters.print(restricted);
}

function restrictTable(table: SqlTable, conditionOf: RowCondition): SqlExpression {
  const name = table.getName();
  const qualified = SqlTable.create(name, 'druid');
  const condition = conditionOf(name);
  if (condition === undefined) return qualified;
  return SqlQuery.selectStarFrom(qualified).changeWhereExpression(condition).ensureParens();
}

const withName = (name: string): string => `$${name}`;

/** Whether a name stands for a WITH query that is in scope: of any statement around it, and within a WITH only the earlier ones. */
function isWithQuery(table: SqlTable, stack: SqlBase[]): boolean {
  if (table.namespace !== undefined) return false;
  return stack.some((ancestor) => {
    if (!(ancestor instanceof SqlQuery || ancestor instanceof SqlWithQuery)) return false;
    const parts = ancestor.getWithParts();
    const within = parts.findIndex((part) => stack.includes(part));
    const visible = within === -1 ? parts : parts.slice(0, within);
    return visible.some((part) => part.table.name === table.getName());
  });
}
