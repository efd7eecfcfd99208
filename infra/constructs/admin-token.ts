// The token of the first administrator: its secret is made by Secrets Manager, and made known to the API while the stack is deployed.
import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledge } from './acknowledge.ts';
import { grantSecret } from './function-access.ts';
import type { FunctionKit, FunctionKitProps } from './function-kit.ts';
import { removalPolicyOf } from './removal-policy.ts';

/** Of base64url, behind `mr_`; letters and digits are of it. */
const SECRET_LENGTH = 43;

export function adminToken(scope: Stack, { kit, given }: { kit: FunctionKit; given: FunctionKitProps }): ISecret {
  const { config, storage } = given;
  const secret = new Secret(scope, 'AdminToken', {
    description: 'Millrace: the token of the first administrator, behind mr_',
    encryptionKey: storage.key,
    generateSecretString: { passwordLength: SECRET_LENGTH, excludePunctuation: true, requireEachIncludedType: true },
    removalPolicy: removalPolicyOf(config),
  });
  acknowledge(secret, {
    'AwsSolutions-SMG4': 'A token is replaced by making another one and revoking it: docs/deploy.md.',
  });
  const deployment = kit.roleOf('deployment', 'outside');
  grantSecret(deployment, secret.secretArn);
  const register = kit.make('RegisterAdmin', {
    code: 'register-admin',
    role: deployment,
    place: 'outside',
    memoryMb: 512,
    timeout: Duration.minutes(2),
    concurrency: 1,
    environment: { MILLRACE_ADMIN_SECRET_ARN: secret.secretArn },
  });
  const step = new CustomResource(scope, 'Register', { serviceToken: register.functionArn });
  step.node.addDependency(deployment);
  return secret;
}
