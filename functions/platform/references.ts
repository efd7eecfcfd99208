// Which definitions use which: kept beside them, so that a definition in use cannot be deleted.
import type { ResourceKind } from '#schemas/resource.ts';
import type { Context } from './context.ts';
import { PlatformError } from './errors.ts';

export interface Reference {
  kind: ResourceKind;
  name: string;
}

const partitionOf = ({ kind, name }: Reference) => `used-by#${kind}#${name}`;
const textOf = ({ kind, name }: Reference) => `${kind}#${name}`;

/** Records what a definition uses now; `before` is what it used until now (empty for a new one). Repeating it changes nothing. */
export async function recordUses(
  context: Context,
  user: Reference,
  uses: Reference[],
  before: Reference[] = [],
): Promise<void> {
  const kept = new Set(uses.map(textOf));
  for (const use of uses) await context.table.put({ Item: { pk: partitionOf(use), sk: textOf(user) } });
  for (const use of before.filter((old) => !kept.has(textOf(old)))) {
    await context.table.remove({ Key: { pk: partitionOf(use), sk: textOf(user) } });
  }
}

/** @throws PlatformError definition.in-use that names the users */
export async function requireUnused(context: Context, reference: Reference): Promise<void> {
  const { items } = await context.table.query({
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': partitionOf(reference) },
    ConsistentRead: true,
    Limit: 20,
  });
  if (items.length === 0) return;
  const users = items.map((item) => String(item['sk']).replace('#', ' ')).join(', ');
  throw new PlatformError('definition.in-use', `the ${reference.kind} "${reference.name}" is used by: ${users}`);
}
