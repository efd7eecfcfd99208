// Lets Managed Flink use the platform's key for checkpoints and snapshots, of this platform's applications alone. A key of the account's
// own needs the same statements: https://docs.aws.amazon.com/managed-flink/latest/java/manage-cmk-api.html
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** @param arns those of the platform's applications, with a wildcard */
export function openKeyToFlink(key: IKey, arns: string): void {
  const service = new ServicePrincipal('kinesisanalytics.amazonaws.com');
  const infrastructure = new ServicePrincipal('infrastructure.kinesisanalytics.amazonaws.com');
  const source = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, StringLike: { 'aws:SourceArn': arns } };
  const context = { 'kms:EncryptionContext:aws:kinesisanalytics:arn': arns };
  const allow = (principals: ServicePrincipal[], actions: string[], conditions: object): void => {
    key.addToResourcePolicy(
      new PolicyStatement({ principals, actions, resources: ['*'], conditions: { ...conditions } }),
    );
  };
  allow([service, infrastructure], ['kms:DescribeKey'], source);
  allow([service], ['kms:GenerateDataKey'], { ...source, StringLike: { ...source.StringLike, ...context } });
  allow([service], ['kms:Decrypt'], { StringLike: context });
  allow([infrastructure], ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext'], { StringLike: context });
  allow([infrastructure], ['kms:CreateGrant'], {
    StringLike: context,
    StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextSubset' },
    'ForAllValues:StringEquals': { 'kms:GrantOperations': 'Decrypt' },
  });
}
