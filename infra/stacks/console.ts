// The web console: files in a bucket that only CloudFront reads, with the headers that browsers act on.
import path from 'node:path';
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ARecord, AaaaRecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { acknowledgeWildcards } from '../constructs/acknowledge-wildcards.ts';
import { grantLogs } from '../constructs/function-access.ts';
import { logGroup } from '../constructs/log-group.ts';
import { role } from '../constructs/role.ts';
import { securityHeaders } from '../constructs/security-headers.ts';
import type { StorageStack } from './storage.ts';

export interface ConsoleProps extends StackProps {
  config: Config;
  storage: StorageStack;
}

/** CloudFront is not in the partitions of China and of the US government as it is elsewhere. */
export const hasConsole = ({ console, region }: Config): boolean =>
  console.enabled && (region === undefined || !/^(cn|us-gov)-/.test(region));

export class ConsoleStack extends Stack {
  constructor(scope: Construct, id: string, { config, storage, ...props }: ConsoleProps) {
    super(scope, id, props);
    const bucket = this.makeBucket(storage);
    const distribution = this.makeDistribution({ config, storage, bucket });
    acknowledge(storage, {
      '@aws-cdk/aws-cloudfront-origins:wildcardKeyPolicyForOac':
        'Any distribution of this account: the key comes first.',
    });
    this.upload({ config, storage, bucket });
    acknowledge(this, CDK_FUNCTION);
    new CfnOutput(this, 'ConsoleUrl', { value: `https://${config.console.domain?.name ?? distribution.domainName}` });
  }

  /** Filled from the repository at each deployment: nothing is lost with it. */
  private makeBucket({ key, logBucket }: StorageStack): s3.Bucket {
    return new s3.Bucket(this, 'Files', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: logBucket,
      serverAccessLogsPrefix: 's3/Console/',
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeDistribution({ config, storage, bucket }: ConsoleProps & { bucket: s3.Bucket }): cloudfront.Distribution {
    const { domain } = config.console;
    // Names of CloudFront are of the account, not of the region or the stack, and CDK's are the same for each platform.
    const name = `${this.stackName}-${Aws.REGION}`;
    const originAccessControl = new cloudfront.S3OriginAccessControl(this, 'Access', { originAccessControlName: name });
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket, { originAccessControl }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: securityHeaders(this, 'Headers', { name }),
      },
      defaultRootObject: 'index.html',
      enableLogging: true,
      logBucket: storage.logBucket,
      logFilePrefix: 'cloudfront/',
      ...(domain === undefined
        ? {}
        : {
            domainNames: [domain.name],
            minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
          }),
    });
    if (domain !== undefined) this.addRecords(domain, distribution);
    acknowledge(distribution, {
      'AwsSolutions-CFR1': 'Who may see it is decided by tokens, not by country.',
      'AwsSolutions-CFR2': 'It serves files that are public anyway; the API behind them has a firewall.',
      'AwsSolutions-CFR4': "CloudFront's own certificate sets no floor: console.domain brings one with TLS 1.2.",
    });
    return distribution;
  }

  private addRecords(
    { name, hostedZoneId }: { name: string; hostedZoneId: string },
    distribution: cloudfront.Distribution,
  ): void {
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName: name });
    const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    new ARecord(this, 'Address', { zone, recordName: `${name}.`, target });
    new AaaaRecord(this, 'AddressV6', { zone, recordName: `${name}.`, target });
  }

  private upload({ config, storage, bucket }: ConsoleProps & { bucket: s3.Bucket }): void {
    const writer = role(this, {
      config,
      name: 'console-files',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const logs = logGroup(this, 'FillLogs', { key: storage.key, config });
    grantLogs(writer, logs);
    acknowledgeWildcards(writer, [[/./, 'It fills this bucket from the assets of the deployment, and no other.']]);
    new BucketDeployment(this, 'Fill', {
      sources: [Source.asset(path.join(import.meta.dirname, '..', 'console'))],
      destinationBucket: bucket,
      // In place of an invalidation, for which AWS knows no resource but all distributions.
      cacheControl: [CacheControl.maxAge(Duration.minutes(1))],
      role: writer,
      logGroup: logs,
    });
  }
}

/** The only function in this stack fills the bucket, while the stack is deployed. */
const OF_CDK = 'CDK makes this function and chooses how it runs; when it fails the deployment does.';
const CDK_FUNCTION = {
  'AwsSolutions-L1': OF_CDK,
  'Serverless-LambdaDLQ': OF_CDK,
  'Serverless-LambdaLatestVersion': OF_CDK,
  'Serverless-LambdaTracing': OF_CDK,
};
