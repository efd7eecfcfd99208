// Has Druid's planner say what a statement would read, and refuses it when that is more than this code saw in it. One round trip for a
// new text; what was found is remembered in this process, since parameters cannot change which tables a text reads.
import { EngineError } from '#engines/engine-error.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import type { BoundSql } from '../logic/sql-parameters.ts';

const REMEMBERED_TEXTS = 1000;
const remembered = new WeakMap<Context, Set<string>>();

/** @param tables those that the caller may read */
export async function requireResources(
  context: Context,
  { statement, tables }: { statement: BoundSql; tables: string[] },
): Promise<void> {
  const checked = remembered.get(context) ?? new Set<string>();
  remembered.set(context, checked);
  if (checked.has(statement.sql)) return;
  const resources = await explain(context, statement);
  const foreign = resources.find(({ name, type }) => type !== 'DATASOURCE' || !tables.includes(name));
  if (foreign !== undefined) {
    context.log.warn('query.foreign-resource', { resource: foreign.name, type: foreign.type });
    throw new PlatformError('query.refused', `it reads ${foreign.type} "${foreign.name}"`);
  }
  if (checked.size >= REMEMBERED_TEXTS) checked.clear();
  checked.add(statement.sql);
}

async function explain(context: Context, statement: BoundSql) {
  try {
    return await context.druid.sql.resources(statement);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'rejected') throw error;
    throw new PlatformError('query.invalid', error.message, { cause: error });
  }
}
