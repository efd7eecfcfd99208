// What must not be lost: the key, the table of definitions, and the buckets.
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { platformKey } from '../constructs/platform-key.ts';
import { removalPolicyOf } from '../constructs/removal-policy.ts';

export interface StorageProps extends StackProps {
  config: Config;
}

export class StorageStack extends Stack {
  readonly key: IKey;
  readonly table: dynamodb.Table;
  /** Access logs. */
  readonly logBucket: s3.IBucket;
  /** Flink's jar, Druid's artifacts and scripts, exports. */
  readonly bucket: s3.Bucket;
  /** Druid's segments and task logs. */
  readonly deepStorage: s3.Bucket;

  constructor(scope: Construct, id: string, { config, ...props }: StorageProps) {
    super(scope, id, props);
    this.key = platformKey(this, 'Key', config);
    this.logBucket = this.logBucketOf(config);
    this.bucket = this.makeBucket('Bucket', config, {
      lifecycleRules: [{ prefix: 'exports/', expiration: Duration.days(EXPORT_DAYS) }],
    });
    this.deepStorage = this.makeBucket('DeepStorage', config, {});
    this.table = this.makeTable(config);
    new CfnOutput(this, 'BucketName', { value: this.bucket.bucketName });
  }

  /** S3 cannot write access logs into a bucket with a key of the account's own. */
  private logBucketOf(config: Config): s3.IBucket {
    if (config.logBucket !== undefined) return s3.Bucket.fromBucketName(this, 'Logs', config.logBucket);
    return new s3.Bucket(this, 'Logs', {
      ...SAFE,
      encryption: s3.BucketEncryption.S3_MANAGED,
      // CloudFront writes its logs as a user with a list of its own.
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
      lifecycleRules: [{ expiration: Duration.days(config.logRetentionDays) }],
      ...removalOf(config),
    });
  }

  private makeBucket(id: string, config: Config, props: s3.BucketProps): s3.Bucket {
    return new s3.Bucket(this, id, {
      ...SAFE,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      versioned: true,
      serverAccessLogsBucket: this.logBucket,
      serverAccessLogsPrefix: `s3/${id}/`,
      ...removalOf(config),
      ...props,
      lifecycleRules: [
        {
          noncurrentVersionExpiration: Duration.days(OLD_VERSION_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        ...(props.lifecycleRules ?? []),
      ],
    });
  }

  /** As local/provision.ts makes it. */
  private makeTable(config: Config): dynamodb.Table {
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: config.environment === 'production',
      removalPolicy: removalPolicyOf(config),
    });
    table.addGlobalSecondaryIndex({ indexName: 'gsi1', partitionKey: text('gsi1pk'), sortKey: text('gsi1sk') });
    return table;
  }
}

const text = (name: string): dynamodb.Attribute => ({ name, type: dynamodb.AttributeType.STRING });

const EXPORT_DAYS = 7;
const OLD_VERSION_DAYS = 30;
const SAFE: s3.BucketProps = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
};

const removalOf = (config: Config): Pick<s3.BucketProps, 'removalPolicy' | 'autoDeleteObjects'> => ({
  removalPolicy: removalPolicyOf(config),
  autoDeleteObjects: config.environment === 'development',
});
