// All definitions of a kind, page after page; for kinds of which there are some hundreds.
import type { DefinitionStore, WithStored } from '#engines/dynamodb/definition-store.ts';

export async function listAll<Definition extends { name: string }>(
  store: DefinitionStore<Definition>,
): Promise<WithStored<Definition>[]> {
  const found: WithStored<Definition>[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.list>> = await store.list({
      limit: 1000,
      ...(cursor === null ? {} : { cursor }),
    });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}
