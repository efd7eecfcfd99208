// A Lambda function of ours, as all of them are: one bundle, Graviton, a bound on how many run at once, a log group that ends, traces, and
// its environment under the platform's key.
import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { functionFolder } from '../assets.ts';
import type { FunctionName } from '../bundle.ts';
import type { Config } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { grantLogs } from './function-access.ts';
import { logGroup } from './log-group.ts';

export interface FunctionNetwork {
  vpc: IVpc;
  subnets: SubnetSelection;
  group: ISecurityGroup;
}

export interface FunctionProps {
  config: Config;
  key: IKey;
  /** Which bundle it runs. */
  code: FunctionName;
  role: IRole;
  memoryMb: number;
  timeout: Duration;
  /** How many may run at once: what is reserved for it, and kept from all others. */
  concurrency: number;
  environment: Readonly<Record<string, string>>;
  /** @default - outside the VPC, where the internet is */
  network?: FunctionNetwork | undefined;
  /** Where events go that it failed on. @default - whoever calls waits for its answer, so there are none */
  failures?: IQueue | undefined;
}

export function nodeFunction(scope: Construct, id: string, props: FunctionProps): lambda.Function {
  const { config, key, role, network, failures } = props;
  const logs = logGroup(scope, `${id}Logs`, { key, config });
  grantLogs(role, logs);
  const made = new lambda.Function(scope, id, {
    description: `Millrace: ${id}`,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    code: lambda.Code.fromAsset(functionFolder(scope.node, props.code)),
    handler: 'index.handler',
    role,
    memorySize: props.memoryMb,
    timeout: props.timeout,
    reservedConcurrentExecutions: props.concurrency,
    environment: { ...props.environment },
    environmentEncryption: key,
    tracing: lambda.Tracing.ACTIVE,
    logGroup: logs,
    loggingFormat: lambda.LoggingFormat.JSON,
    ...(network === undefined ? {} : networkOf(network)),
    ...(failures === undefined
      ? {}
      : { onFailure: new SqsDestination(failures), retryAttempts: 0, maxEventAge: MOST_AGE }),
  });
  acknowledge(made, {
    'Serverless-LambdaDLQ':
      failures === undefined
        ? 'Whoever calls it waits for its answer, and is told of a failure.'
        : 'It has a failure destination, which tells the error beside the event.',
  });
  return made;
}

/** Events of a schedule that are older say nothing any more. */
const MOST_AGE = Duration.minutes(1);

const networkOf = ({ vpc, subnets, group }: FunctionNetwork) => ({
  vpc,
  vpcSubnets: subnets,
  securityGroups: [group],
});
