// Conditions on a model's dimensions: in queries, rules and a token's row filter.
import * as z from 'zod';
import { FieldName } from './name.ts';

export const FilterValue = z.union([z.string().max(10_000), z.number(), z.boolean()]);
export type FilterValue = z.infer<typeof FilterValue>;

const Comparison = z.strictObject({
  dimension: FieldName,
  operator: z.enum(['=', '!=', '<', '<=', '>', '>=', 'like', 'not like']),
  value: FilterValue,
});
const Membership = z.strictObject({
  dimension: FieldName,
  operator: z.enum(['in', 'not in']),
  values: z.array(FilterValue).min(1).max(10_000),
});
const NullCheck = z.strictObject({ dimension: FieldName, operator: z.enum(['is null', 'is not null']) });

export type Filter =
  | z.infer<typeof Comparison>
  | z.infer<typeof Membership>
  | z.infer<typeof NullCheck>
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter };

/** A condition on one dimension, or `and`, `or`, `not` of conditions. As in SQL, a null matches no comparison. */
export const Filter: z.ZodType<Filter> = z
  .lazy(() =>
    z.union([
      Comparison,
      Membership,
      NullCheck,
      z.strictObject({ and: z.array(Filter).min(1).max(100) }),
      z.strictObject({ or: z.array(Filter).min(1).max(100) }),
      z.strictObject({ not: Filter }),
    ]),
  )
  .meta({ id: 'Filter' });
