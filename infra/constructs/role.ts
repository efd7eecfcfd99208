// Every role of the platform: the account's own where the configuration names one, else one that is made.
// What the account's own may do is for the account to say: grants to it are dropped, so docs/deploy.md lists what each needs.
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Config, RoleName } from '../config.ts';

export interface RoleProps {
  config: Pick<Config, 'roles'>;
  /** What the role is for: its key in `roles` of the configuration. */
  name: RoleName;
  assumedBy: iam.IPrincipal;
  /** @default - none */
  managedPolicies?: iam.IManagedPolicy[];
}

export function role(scope: Construct, { config, name, assumedBy, managedPolicies = [] }: RoleProps): iam.IRole {
  const given = config.roles[name];
  const id = `Role-${name}`;
  if (given !== undefined) return iam.Role.fromRoleArn(scope, id, given, { mutable: false });
  return new iam.Role(scope, id, { assumedBy, managedPolicies, description: `Millrace: ${name}` });
}
