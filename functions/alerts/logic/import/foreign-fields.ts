// Fields that alerts of other systems have in common.
import * as z from 'zod';
import { promDurationMs } from './prom-duration.ts';

/** In ms. */
export const PromDuration = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => promDurationMs(text) !== undefined, 'must be a duration such as 5m')
  .transform((text) => promDurationMs(text) ?? 0);

/** Labels or annotations. */
export const Texts = z
  .record(z.string(), z.coerce.string())
  .nullable()
  .default({})
  .transform((texts) => texts ?? {});
