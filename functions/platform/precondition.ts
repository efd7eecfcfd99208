// If-Match and ETag: the version of a definition, in quotes.
import * as z from 'zod';
import { PlatformError } from './errors.ts';

export const IfMatch = z.object({
  'if-match': z
    .string()
    .regex(/^"\d+"$/, 'must be a version in quotes, as the ETag gives it')
    .optional(),
});
export type IfMatch = z.infer<typeof IfMatch>;

export const etagOf = ({ version }: { version: number }): string => `"${version}"`;

/** @throws PlatformError definition.version-conflict if the caller named another version than the stored one. */
export function requireVersion(ifMatch: string | undefined, stored: { name: string; version: number }): void {
  if (ifMatch !== undefined && ifMatch !== etagOf(stored)) {
    throw new PlatformError(
      'definition.version-conflict',
      `"${stored.name}" is at version ${stored.version}, not ${ifMatch}`,
    );
  }
}
