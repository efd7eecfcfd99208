// What a rule watches: a measure of its model, or a ratio or difference of two, each with filters of its own.
import * as z from 'zod';
import { Filter } from '../filter.ts';
import { FieldName } from '../name.ts';

/** A measure, over the rows that meet the rule's filters and these. */
export const Operand = z.union([
  FieldName,
  z.strictObject({ measure: FieldName, filters: z.array(Filter).min(1).max(20) }),
]);
export type Operand = z.infer<typeof Operand>;

const operands = z.tuple([Operand, Operand]);

/** A ratio by zero has no value. Units are the measures' own. */
export const Expression = z
  .union([FieldName, z.strictObject({ ratio: operands }), z.strictObject({ difference: operands })])
  .meta({ id: 'Expression' });
export type Expression = z.infer<typeof Expression>;
