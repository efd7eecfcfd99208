// A condition on the labels of an incident, as Alertmanager has them: a label that is not there is the empty text.
import * as z from 'zod';
import { FieldName } from '../name.ts';

export const Matcher = z
  .strictObject({
    label: FieldName.describe("One of groupBy or of the rule's own labels, or rule, model, owner or severity."),
    operator: z.enum(['=', '!=', '=~', '!~']),
    value: z.string().max(500).describe('For =~ and !~ a regular expression of RE2 that the whole value must match.'),
  })
  .meta({ id: 'Matcher' });
export type Matcher = z.infer<typeof Matcher>;

/** All of them must hold. */
export const Matchers = z.array(Matcher).max(20);
