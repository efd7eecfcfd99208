// Wakes a function by new items of the table, by the beginning of their keys. A batch that fails is halved, so that one bad record holds up
// no other; what fails for an hour ends in the queue.
import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface WokenByTableProps {
  target: IFunction;
  role: IRole;
  table: Table;
  keyPrefix: string;
  failures: IQueue;
}

export function wokenByTable(scope: Construct, id: string, props: WokenByTableProps): void {
  const { target, role, table, keyPrefix, failures } = props;
  const { tableStreamArn } = table;
  if (tableStreamArn === undefined) throw new Error('the table has no stream');
  const actions = ['DescribeStream', 'GetRecords', 'GetShardIterator'].map((action) => `dynamodb:${action}`);
  role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [tableStreamArn] }));
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }));
  const inserted = { eventName: FilterRule.isEqual('INSERT') };
  const keys = { dynamodb: { Keys: { pk: { S: FilterRule.beginsWith(keyPrefix) } } } };
  new EventSourceMapping(scope, id, {
    target,
    eventSourceArn: tableStreamArn,
    startingPosition: StartingPosition.LATEST,
    batchSize: 10,
    bisectBatchOnError: true,
    retryAttempts: 20,
    maxRecordAge: Duration.hours(1),
    onFailure: new SqsDlq(failures),
    filters: [FilterCriteria.filter({ ...inserted, ...keys })],
  });
}
