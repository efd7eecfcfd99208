// The values of a dashboard variable: models, a model's dimensions, or a dimension's values.
import * as z from 'zod';
import { Filter } from '#schemas/filter.ts';
import type { GrafanaVariableRequest, GrafanaVariableValue } from '#schemas/grafana.ts';
import { FieldName, Name } from '#schemas/name.ts';
import { getModel } from '#functions/models/acts/get-model.ts';
import { requireModel } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError, fieldErrors } from '#functions/platform/errors.ts';
import { dimensionValues } from './dimension-values.ts';
import { visibleModels } from './visible-models.ts';

/** As text: nothing for the models, `flights` for its dimensions, `flights.origin` for their values. As JSON the last two, with filters. */
const VariablePayload = z.union([
  z
    .object({ target: z.string().regex(/^[^.]*(\.[^.]+)?$/, 'must be nothing, <model> or <model>.<dimension>') })
    .transform(({ target }) => {
      const [model = '', dimension] = target.trim().split('.');
      return { model, dimension, filters: undefined };
    }),
  z.object({ model: Name, dimension: FieldName.optional(), filters: z.array(Filter).max(100).optional() }),
]);

/** @throws PlatformError query.invalid, definition.not-found, and as runQuery does */
export async function listVariableValues(
  context: Context,
  caller: Caller,
  { payload, range }: GrafanaVariableRequest,
): Promise<GrafanaVariableValue[]> {
  const { model: name, dimension, filters = [] } = readVariable(payload);
  if (name === '') return (await visibleModels(context, caller)).map((model) => valueOf(model.name));
  requireModel(caller, name);
  const model = await getModel(context, name);
  if (dimension === undefined) return model.dimensions.map((dimension) => valueOf(dimension.name));
  const values = await dimensionValues(context, caller, { model, dimension, filters, range, pointer: '/payload' });
  return values.map(valueOf);
}

function readVariable(payload: unknown) {
  const parsed = VariablePayload.safeParse(payload ?? { target: '' });
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error, '/payload');
  throw new PlatformError('query.invalid', errors.map(({ reason }) => reason).join('; '), { errors });
}

const valueOf = (text: string): GrafanaVariableValue => ({ __text: text, __value: text });
