// Where events go that a function failed on: kept for two weeks, and an alarm says that something is there.
import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export function failureQueue(scope: Construct, id: string, { key }: { key: IKey }): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const end = 'It is what events end in that failed elsewhere: there is nothing behind it.';
  acknowledge(queue, { 'AwsSolutions-SQS3': end, 'Serverless-SQSRedrivePolicy': end });
  return queue;
}
