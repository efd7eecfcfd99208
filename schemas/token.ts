// Who may do what: bearer tokens with a role and optional limits. The secret itself is shown once and stored hashed.
import * as z from 'zod';
import { Filter } from './filter.ts';
import { Name } from './name.ts';

/** A viewer reads, an editor also writes definitions and events, an admin also manages tokens. */
export const Role = z.enum(['viewer', 'editor', 'admin']);
export type Role = z.infer<typeof Role>;

export const RowFilter = z.strictObject({ model: Name, filter: Filter });
export type RowFilter = z.infer<typeof RowFilter>;

/** Limits apply to viewers and editors; an admin has none. */
export const TokenRequest = z
  .strictObject({
    name: Name,
    role: Role,
    models: z
      .array(Name)
      .max(1000)
      .optional()
      .describe('Only these models; absent: all, or with rowFilters only theirs.'),
    streams: z.array(Name).max(1000).optional().describe('Only these streams; absent: all, or none with rowFilters.'),
    rowFilters: z.array(RowFilter).max(100).default([]).describe('Rows of a model that this token sees.'),
    expiresAt: z.iso.datetime().optional(),
  })
  .superRefine((token, context) => {
    const limited = token.models !== undefined || token.streams !== undefined || token.rowFilters.length > 0;
    if (token.role === 'admin' && limited) {
      context.addIssue({ code: 'custom', path: ['role'], message: 'an admin token cannot have limits' });
    }
  })
  .meta({ id: 'TokenRequest' });
export type TokenRequest = z.infer<typeof TokenRequest>;

export const Token = z
  .strictObject({
    id: z.string(),
    name: Name,
    role: Role,
    models: z.array(Name).optional(),
    streams: z.array(Name).optional(),
    rowFilters: z.array(RowFilter),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().optional(),
    lastUsedAt: z.iso.datetime().optional().describe('To the minute.'),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof Token>;

export const CreatedToken = Token.extend({ token: z.string().describe('The secret; it cannot be shown again.') }).meta({
  id: 'CreatedToken',
});
export type CreatedToken = z.infer<typeof CreatedToken>;
