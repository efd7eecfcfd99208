// Says to cdk-nag why something that a rule finds is as it should be. A finding is acknowledged where it is made, and by its full id.
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** @param reasons by the id of the finding, such as `AwsSolutions-IAM5[Resource::*]` */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  const rules = Object.entries(reasons).map(([id, reason]) => ({ id, reason }));
  Validations.of(construct).acknowledge(...rules);
}
