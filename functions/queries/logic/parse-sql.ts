// Parses plain SQL and refuses everything but one SELECT or WITH that is made of known parts. What is not on a list is refused.
import {
  SqlExpression,
  SqlFromClause,
  SqlFunction,
  SqlJoinPart,
  SqlQuery,
  SqlTable,
  SqlWithQuery,
} from 'druid-query-toolkit';
import type { SqlBase, SqlTypeDesignator } from 'druid-query-toolkit';
import * as z from 'zod';
import { MARKER } from './sql-parameters.ts';
import { SQL_FUNCTIONS } from './sql-functions.ts';
import { sqlNodes, walkedNodes } from './sql-nodes.ts';
import type { SqlNode } from './sql-nodes.ts';

export type Statement = SqlQuery | SqlWithQuery;

/** `line` and `column` are 1-based. */
export interface SqlProblem {
  code: 'query.invalid' | 'query.refused';
  reason: string;
  line?: number;
  column?: number;
}

export class SqlRefused extends Error {
  readonly problem: SqlProblem;

  constructor(problem: SqlProblem) {
    super(problem.reason);
    this.problem = problem;
  }
}

const refuse = (reason: string): never => {
  throw new SqlRefused({ code: 'query.refused', reason });
};

const DEEPEST = 200;

const ALLOWED = new Set<SqlTypeDesignator>([
  ...(['query', 'withQuery', 'withClause', 'withPart', 'values', 'record', 'columnList'] as const),
  ...(['fromClause', 'joinPart', 'whereClause', 'groupByClause', 'havingClause'] as const),
  ...(['orderByClause', 'orderByExpression', 'limitClause', 'offsetClause'] as const),
  ...(['alias', 'table', 'namespace', 'column', 'star', 'literal', 'placeholder', 'interval', 'type'] as const),
  ...(['multi', 'unary', 'comparison', 'betweenPart', 'likePart', 'case', 'whenThenPart', 'function'] as const),
  ...(['windowSpec', 'partitionByClause', 'frameBound'] as const),
]);

/** Where the toolkit cannot replace nodes, these need no replacing. */
const ALLOWED_UNWALKED = new Set<SqlTypeDesignator>([
  ...(['windowSpec', 'partitionByClause', 'orderByClause', 'orderByExpression', 'frameBound'] as const),
  ...([
    'column',
    'columnList',
    'table',
    'namespace',
    'star',
    'literal',
    'function',
    'type',
    'multi',
    'unary',
    'case',
    'whenThenPart',
  ] as const),
  ...(['comparison', 'betweenPart', 'likePart'] as const),
]);

/** @throws SqlRefused */
export function parseSql(sql: string): Statement {
  if (sql.includes(MARKER)) refuse('the character U+E000 is reserved');
  const statement = parse(sql);
  for (const entry of sqlNodes(statement)) checkNode(entry);
  const walked = walkedNodes(statement);
  for (const { node } of sqlNodes(statement)) {
    if (!walked.has(node) && !ALLOWED_UNWALKED.has(node.type)) {
      refuse(`${wordsOf(node.type)} is not supported in a window or an interval`);
    }
  }
  return statement;
}

const ParserError = z.object({ location: z.object({ start: z.object({ line: z.int(), column: z.int() }) }) });
const UNSUPPORTED =
  'one SELECT or WITH is expected; EXISTS, LATERAL, EXCEPT, INTERSECT, PIVOT, SIMILAR TO, WINDOW and FETCH FIRST are not supported';

function parse(sql: string): Statement {
  try {
    const statement = SqlExpression.parse(sql);
    if (statement instanceof SqlQuery || statement instanceof SqlWithQuery) return statement;
  } catch (error) {
    const place = ParserError.safeParse(error).data?.location.start;
    const reason = error instanceof Error ? shorten(error.message) : '';
    throw new SqlRefused({ code: 'query.invalid', reason: `${reason} (${UNSUPPORTED})`, ...place });
  }
  throw new SqlRefused({ code: 'query.invalid', reason: UNSUPPORTED });
}

/** The parser lists everything it would have taken; what it found is enough. */
const shorten = (message: string): string => {
  const found = / but (.+ found)\.?/s.exec(message)?.[1];
  return found === undefined ? message.slice(0, 300) : `unexpected ${found.replace(/ found$/, '')}`;
};

function checkNode({ node, parent, depth }: SqlNode): void {
  if (depth > DEEPEST) refuse('it is nested too deeply');
  if (!ALLOWED.has(node.type)) refuse(`${wordsOf(node.type)} is not allowed`);
  if (node instanceof SqlQuery || node instanceof SqlWithQuery) checkStatement(node);
  if (node instanceof SqlFunction) checkFunction(node);
  if (node instanceof SqlTable) checkTable(node, parent);
  checkSources(node);
}

const wordsOf = (type: string): string => type.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function checkStatement(statement: Statement): void {
  if (statement.explain === true) refuse('EXPLAIN is not allowed');
  if (statement.hasContext()) refuse('SET is not allowed');
  const names = statement.getWithParts().map((part) => part.table.name);
  if (new Set(names).size < names.length) refuse('two queries of one WITH have the same name');
}

function checkFunction(call: SqlFunction): void {
  const name = call.getEffectiveFunctionName().toUpperCase();
  if (call.namespace !== undefined || call.extendClause !== undefined || !SQL_FUNCTIONS.has(name)) {
    refuse(`the function ${name} is not allowed`);
  }
}

/** A table stands in FROM or JOIN, or names the table of a column. */
function checkTable(table: SqlTable, parent: SqlBase | undefined): void {
  const namespace = table.getNamespaceName();
  if (namespace !== undefined && namespace !== 'druid') refuse(`the schema "${namespace}" is not allowed`);
  const isExpected = ['fromClause', 'joinPart', 'alias', 'column', 'star'].includes(parent?.type ?? '');
  if (!isExpected) refuse(`the table "${table.getName()}" is not allowed here`);
}

function checkSources(node: SqlBase): void {
  for (const source of sourcesOf(node)) {
    const isAllowed =
      source instanceof SqlTable ||
      ['query', 'withQuery', 'values'].includes(source.type) ||
      (source instanceof SqlFunction && source.getEffectiveFunctionName().toUpperCase() === 'UNNEST');
    if (!isAllowed) refuse(`${source.toString().slice(0, 100)} is not allowed in FROM`);
  }
}

/** What a FROM or JOIN reads, without its alias. */
function sourcesOf(node: SqlBase): SqlBase[] {
  if (node instanceof SqlJoinPart) return [node.table.getUnderlyingExpression()];
  if (node instanceof SqlFromClause) return node.expressions.values.map((source) => source.getUnderlyingExpression());
  return [];
}
