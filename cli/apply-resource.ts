// Makes one definition in the API what a file says: nothing is sent when it already is.
import * as z from 'zod';
import { RESOURCE_KINDS } from '#schemas/resource.ts';
import { ApiError, readJson } from './api-client.ts';
import type { ApiClient } from './api-client.ts';
import { diffDefinitions } from './logic/diff-definitions.ts';
import type { Change } from './logic/diff-definitions.ts';
import type { Resource } from './logic/parse-resources.ts';
import { withoutStored } from './logic/without-stored.ts';

export interface AppliedResource {
  result: 'created' | 'changed' | 'unchanged';
  changes: Change[];
  /** Made by the API for a channel that came without one: it is shown only now. */
  secret?: string;
}

const Versioned = z.looseObject({ version: z.int() });
const Created = z.looseObject({ secret: z.string().optional() });

/** Creates or replaces the definition, or with `dryRun` only says what that would do. Throws what the API client throws. */
export async function applyResource(
  api: ApiClient,
  resource: Resource,
  { dryRun }: { dryRun: boolean },
): Promise<AppliedResource> {
  const { path, schema } = RESOURCE_KINDS[resource.kind];
  const stored = await readStored(api, `/v1/${path}/${resource.name}`);
  if (stored === undefined) {
    const changes = diffDefinitions({}, hideSecret(resource.definition));
    if (dryRun) return { result: 'created', changes };
    const answer = await api.request('POST', `/v1/${path}`, { body: resource.definition });
    const { secret } = Created.parse(await readJson(answer));
    const isNew = secret !== undefined && secret !== resource.definition['secret'];
    return { result: 'created', changes, ...(isNew ? { secret } : {}) };
  }
  const fields = withoutStored(resource.kind, stored);
  const parsed = schema.safeParse(fields);
  const changes = diffDefinitions(parsed.success ? parsed.data : fields, withoutSecret(resource.definition));
  if (changes.length === 0) return { result: 'unchanged', changes };
  if (!dryRun) {
    const headers = { 'if-match': `"${stored.version}"` };
    await api.request('PUT', `/v1/${path}/${resource.name}`, { body: resource.definition, headers });
  }
  return { result: 'changed', changes };
}

async function readStored(api: ApiClient, path: string) {
  try {
    return Versioned.parse(await api.get(path));
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === 'definition.not-found') return undefined;
    throw error;
  }
}

/** The API never shows a stored secret, so it cannot be compared. */
function withoutSecret(definition: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(definition).filter(([field]) => field !== 'secret'));
}

function hideSecret(definition: Record<string, unknown>): Record<string, unknown> {
  return definition['secret'] === undefined ? definition : { ...definition, secret: '(hidden)' };
}
