// What flows in the VPC, kept in a log group.
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { logGroup } from './log-group.ts';
import { role } from './role.ts';

export interface FlowLogsProps {
  vpc: ec2.IVpc;
  key: IKey;
  config: Config;
}

export function flowLogs(scope: Construct, { vpc, key, config }: FlowLogsProps): ec2.FlowLog {
  const group = logGroup(scope, 'FlowLogGroup', { key, config });
  const writer = role(scope, {
    config,
    name: 'flow-logs',
    assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com'),
  });
  return new ec2.FlowLog(scope, 'FlowLog', {
    resourceType: ec2.FlowLogResourceType.fromVpc(vpc),
    destination: ec2.FlowLogDestination.toCloudWatchLogs(group, writer),
    trafficType: ec2.FlowLogTrafficType.ALL,
  });
}
