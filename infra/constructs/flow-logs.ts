// What flows in the VPC, kept in a log group.
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { logGroup } from './log-group.ts';

export interface FlowLogsProps {
  vpc: ec2.IVpc;
  key: IKey;
  config: Config;
}

export function flowLogs(scope: Construct, { vpc, key, config }: FlowLogsProps): ec2.FlowLog {
  const group = logGroup(scope, 'FlowLogGroup', { key, config });
  return new ec2.FlowLog(scope, 'FlowLog', {
    resourceType: ec2.FlowLogResourceType.fromVpc(vpc),
    destination: ec2.FlowLogDestination.toCloudWatchLogs(group),
    trafficType: ec2.FlowLogTrafficType.ALL,
  });
}
