// The gate for plain SQL: parse, check, restrict, print. What goes to Druid is always printed from the checked tree, never the text
// that came in; act open-sql.ts then has Druid itself say which tables it would read.
import type { BoundSql } from './sql-parameters.ts';
import { parameterOf, sqlParameters } from './sql-parameters.ts';
import type { SqlParameters } from './sql-parameters.ts';
import { SqlRefused, parseSql } from './parse-sql.ts';
import { restrictSql, tablesOf } from './restrict-sql.ts';
import type { SqlExpression } from 'druid-query-toolkit';
import { sqlNodes } from './sql-nodes.ts';

export interface GuardedSql {
  /** Names that must be models which the caller may see. */
  tables: string[];
  /** @param conditionOf the caller's condition for a table's rows, with its values bound to `parameters` */
  restrict: (conditionOf: (table: string, parameters: SqlParameters) => SqlExpression | undefined) => BoundSql;
}

/** @throws SqlRefused */
export function guardSql(sql: string, values: (string | number | boolean | null)[]): GuardedSql {
  const statement = parseSql(sql);
  const placeholders = [...sqlNodes(statement)].filter(({ node }) => node.type === 'placeholder').length;
  if (placeholders !== values.length) {
    const reason = `the SQL has ${placeholders} "?", but there are ${values.length} parameters`;
    throw new SqlRefused({ code: 'query.invalid', reason });
  }
  return {
    tables: tablesOf(statement),
    restrict: (conditionOf) => {
      const parameters = sqlParameters(values.map(parameterOf));
      const restricted = restrictSql(statement, (table) => conditionOf(table, parameters), parameters);
      requirePlain(restricted.sql);
      return restricted;
    },
  };
}

const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"/g;

/** Outside of quotes nothing may be left that another parser could read as a comment or as the end of the statement. */
function requirePlain(sql: string): void {
  const bare = sql.replaceAll(QUOTED, '_');
  if (/--|\/\*|\*\/|[^\w\s.,()[\]<>=!+\-*/|?&]/.test(bare)) {
    throw new SqlRefused({ code: 'query.refused', reason: 'a comment or character is not supported at its place' });
  }
}
