// One key for all that rests, and the services that use it for us. A key of the account's own needs the same statements (docs/deploy.md).
import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { removalPolicyOf } from './removal-policy.ts';

export function platformKey(scope: Construct, id: string, { keyArn, environment }: Config): kms.IKey {
  if (keyArn !== undefined) return kms.Key.fromKeyArn(scope, id, keyArn);
  const stack = Stack.of(scope);
  const key = new kms.Key(scope, id, {
    description: `${stack.stackName}: data at rest`,
    enableKeyRotation: true,
    removalPolicy: removalPolicyOf({ environment }),
  });
  for (const statement of [logsStatement(stack), volumesStatement(stack), alarmsStatement()])
    key.addToResourcePolicy(statement);
  return key;
}

const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** Log groups of this account and region, whatever they are called. */
function logsStatement(stack: Stack): iam.PolicyStatement {
  const groups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: USE,
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
  });
}

/**
 * Auto Scaling starts machines with encrypted volumes by a role of its own, which may not be there yet and so cannot be named; EC2's
 * default key is opened in the same way.
 */
function volumesStatement(stack: Stack): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.AnyPrincipal()],
    actions: [...USE, 'kms:CreateGrant'],
    resources: ['*'],
    conditions: {
      StringEquals: {
        'kms:CallerAccount': Aws.ACCOUNT_ID,
        'kms:ViaService': `ec2.${stack.region}.${Aws.URL_SUFFIX}`,
      },
    },
  });
}

/** Alarms are published to an encrypted topic, and what it cannot deliver goes to an encrypted queue. */
function alarmsStatement(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: ['cloudwatch', 'budgets', 'sns'].map((service) => new iam.ServicePrincipal(`${service}.amazonaws.com`)),
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
}
