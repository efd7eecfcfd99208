// Binds values to SQL as parameters: a value is never part of the text. While a statement is built each parameter is a marker that
// only this file prints, so that parameters come out in the order of the text, wherever they were bound.
import { SqlPlaceholder } from 'druid-query-toolkit';
import type { SqlBase } from 'druid-query-toolkit';

/** A value and the SQL type that it is bound as. */
export interface SqlParameter {
  type: 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP';
  value: string | number | boolean | null;
}
export interface BoundSql {
  sql: string;
  parameters: SqlParameter[];
}

/** A private-use character: statements that hold it are refused, see parse-sql.ts. */
export const MARKER = '\uE000';
const MARKED = new RegExp(`${MARKER}(\\d+|next)${MARKER}`, 'g');

export type SqlParameters = ReturnType<typeof sqlParameters>;

/** The parameters of one statement. @param given the caller's own, for its `?` in the order of the text */
export function sqlParameters(given: SqlParameter[] = []) {
  const bound: SqlParameter[] = [];
  return {
    bind: (parameter: SqlParameter): SqlPlaceholder => {
      bound.push(parameter);
      return marked(String(bound.length - 1));
    },
    /** A `?` of the caller. */
    next: (): SqlPlaceholder => marked('next'),
    print: (statement: SqlBase): BoundSql => {
      const parameters: SqlParameter[] = [];
      const queue = given.values();
      const sql = statement.toString().replaceAll(MARKED, (_, index: string) => {
        const parameter = index === 'next' ? queue.next().value : bound[Number(index)];
        if (parameter !== undefined) parameters.push(parameter);
        return '?';
      });
      return { sql, parameters };
    },
  };
}

const marked = (text: string) => new SqlPlaceholder({ customPlaceholder: `${MARKER}${text}${MARKER}` });

/** A JSON value as the parameter that Druid compares best. */
export function parameterOf(value: string | number | boolean | null): SqlParameter {
  if (typeof value === 'number') return { type: Number.isSafeInteger(value) ? 'BIGINT' : 'DOUBLE', value };
  if (typeof value === 'boolean') return { type: 'BOOLEAN', value };
  return { type: 'VARCHAR', value };
}
