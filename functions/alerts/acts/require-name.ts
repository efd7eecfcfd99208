// The name in a definition's path and the one in its body are the same: a definition is not renamed.
import { PlatformError } from '#functions/platform/errors.ts';

/** @throws PlatformError request.invalid */
export function requireName(name: string, definition: { name: string }): void {
  if (definition.name === name) return;
  const reason = `must be "${name}", as in the path`;
  throw new PlatformError('request.invalid', `/name ${reason}`, { errors: [{ pointer: '/name', reason }] });
}
