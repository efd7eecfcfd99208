// Says to cdk-nag why a role's policy has wildcards: by what they look like, as the ids of findings have generated names in them.
// What no reason fits stays a finding.
import { Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** Of what it is and why. The pattern is of cdk-nag's text, as `Resource::arn:<AWS::Partition>:s3:::name/*`. */
export type WildcardReason = readonly [pattern: RegExp, why: string];

export function acknowledgeWildcards(role: IConstruct, reasons: readonly WildcardReason[]): void {
  role.node.addValidation({
    // Only now are references between stacks what they are in the template.
    validate: () => {
      for (const construct of role.node.findAll()) if (construct instanceof CfnPolicy) explain(construct, reasons);
      return [];
    },
  });
}

function explain(policy: CfnPolicy, reasons: readonly WildcardReason[]): void {
  for (const finding of wildcardsIn(Stack.of(policy).resolve(policy.policyDocument))) {
    const why = reasons.find(([pattern]) => pattern.test(finding))?.[1];
    if (why !== undefined) acknowledge(policy, { [`AwsSolutions-IAM5[${finding}]`]: why });
  }
}

function wildcardsIn(document: unknown): string[] {
  const statements = listOf(at(document, 'Statement')).filter((statement) => at(statement, 'Effect') === 'Allow');
  const texts = (key: string): string[] =>
    statements.flatMap((statement) => listOf(at(statement, key)).map((value) => `${key}::${flatten(value)}`));
  return [...new Set([...texts('Action'), ...texts('Resource')].filter((text) => text.includes('*')))];
}

/** A reference as cdk-nag writes it. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>');
  const [delimiter, parts] = listOf(at(value, 'Fn::Join'));
  if (parts !== undefined) return listOf(parts).map(flatten).join(String(delimiter));
  const attribute = listOf(at(value, 'Fn::GetAtt'));
  if (attribute.length > 0) return `<${attribute.map(flatten).join('.')}>`;
  if (at(value, 'Fn::ImportValue') !== undefined) return flatten(at(value, 'Fn::ImportValue'));
  if (at(value, 'Fn::Sub') !== undefined) return flatten(at(value, 'Fn::Sub'));
  if (at(value, 'Ref') !== undefined) return `<${flatten(at(value, 'Ref'))}>`;
  return JSON.stringify(value);
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined;
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}
