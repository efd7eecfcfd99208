// What an issuer's claims say of somebody: who it is, and of all groups that are mapped to a role the highest role.
import * as z from 'zod';
import { Role } from '#schemas/token.ts';
import { PlatformError } from '#functions/platform/errors.ts';

/** The claims that are used, beside the one of the groups (OpenID Connect Core 1.0, 5.1). */
const Claims = z.object({ sub: z.string().min(1), email: z.string().optional() });
/** Some issuers write a single group, or several with spaces between, as text. */
const Groups = z.union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/))]).catch([]);

export interface GroupRoles {
  /** The name of the claim, as `groups` or `cognito:groups`. */
  claim: string;
  roles: Readonly<Record<string, Role>>;
}

export interface Identity {
  subject: string;
  /** The e-mail address, or the subject. */
  name: string;
  role: Role;
}

/** @throws PlatformError access.unauthenticated without a subject; access.forbidden if no group has a role */
export function identityOfClaims(claims: Readonly<Record<string, unknown>>, { claim, roles }: GroupRoles): Identity {
  const parsed = Claims.safeParse(claims);
  if (!parsed.success) throw new PlatformError('access.unauthenticated', 'the identity has no subject');
  const { sub, email } = parsed.data;
  const held = new Set(
    Groups.parse(claims[claim]).flatMap((group) => (Object.hasOwn(roles, group) ? roles[group] : [])),
  );
  const role = Role.options.toReversed().find((each) => held.has(each));
  if (role === undefined)
    throw new PlatformError('access.forbidden', `no group of ${email ?? sub} has a role here (claim "${claim}")`);
  return { subject: sub, name: email ?? sub, role };
}
