// Makes a token that somebody asked for, when it could be used and what it is limited to is there.
import type { FieldError } from '#schemas/problem.ts';
import type { CreatedToken, RowFilter, TokenRequest } from '#schemas/token.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { getModel } from '#functions/models/acts/get-model.ts';
import { compileFilter } from '#functions/queries/logic/compile-filter.ts';
import { sqlParameters } from '#functions/queries/logic/sql-parameters.ts';
import { getStream } from '#functions/streams/acts/get-stream.ts';
import { createToken } from './create-token.ts';

/** @throws PlatformError definition.invalid, with a pointer for each thing that does not fit */
export async function issueToken(context: Context, request: TokenRequest): Promise<CreatedToken> {
  const { models = [], streams = [], rowFilters, expiresAt } = request;
  const found = await Promise.all([
    ...models.map((name, index) => missing(() => getModel(context, name), `/models/${index}`)),
    ...streams.map((name, index) => missing(() => getStream(context, name), `/streams/${index}`)),
    ...rowFilters.map((rowFilter, index) => misfits(context, rowFilter, `/rowFilters/${index}`)),
  ]);
  const isPast = expiresAt !== undefined && Date.parse(expiresAt) <= context.now().getTime();
  const errors = [...found.flat(), ...(isPast ? [{ pointer: '/expiresAt', reason: 'must be in the future' }] : [])];
  if (errors.length === 0) return createToken(context, request);
  throw new PlatformError(
    'definition.invalid',
    errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; '),
    { errors },
  );
}

/** A filter that does not fit its model would let nothing through. */
async function misfits(context: Context, { model: name, filter }: RowFilter, pointer: string): Promise<FieldError[]> {
  const errors: FieldError[] = [];
  const absent = await missing(async () => {
    const { dimensions } = await getModel(context, name);
    compileFilter(filter, `${pointer}/filter`, { dimensions, parameters: sqlParameters(), errors });
  }, `${pointer}/model`);
  return [...absent, ...errors];
}

async function missing(read: () => Promise<unknown>, pointer: string): Promise<FieldError[]> {
  try {
    await read();
    return [];
  } catch (error) {
    if (!(error instanceof PlatformError) || error.code !== 'definition.not-found') throw error;
    return [{ pointer, reason: error.message }];
  }
}
