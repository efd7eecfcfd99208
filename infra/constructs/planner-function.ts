// The planner: Flink's own SQL planner as a Java function, warm from a snapshot. It plans what users type and may do nothing else:
// it is in no VPC and has no permission but that to log.
import { Duration } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { plannerFolder } from '../assets.ts';
import type { Config } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { acknowledgeAccess, grantLogs } from './function-access.ts';
import { logGroup } from './log-group.ts';
import { role } from './role.ts';

/** With memory come CPUs: a plan is made in a second. */
const MEMORY_MB = 2048;
/** What engines/flink/planner.ts waits for. */
const TIMEOUT = Duration.seconds(60);
const CONCURRENCY = 10;
const OLDER_JAVA = 'Java 17 is what Flink 2.2 is built and tested with.';

/** @returns the alias of its newest version, which has the snapshot */
export function plannerFunction(scope: Construct, { config, key }: { config: Config; key: IKey }): lambda.Alias {
  const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
  const plannerRole = role(scope, { config, name: 'planner', assumedBy });
  const logs = logGroup(scope, 'PlannerLogs', { key, config });
  grantLogs(plannerRole, logs);
  key.grantDecrypt(plannerRole);
  const planner = new lambda.Function(scope, 'Planner', {
    description: 'Millrace: plans of pipelines',
    runtime: lambda.Runtime.JAVA_17,
    architecture: lambda.Architecture.ARM_64,
    code: lambda.Code.fromAsset(plannerFolder(scope.node)),
    handler: 'io.millrace.flink.planner.PlannerHandler::handleRequest',
    role: plannerRole,
    memorySize: MEMORY_MB,
    timeout: TIMEOUT,
    reservedConcurrentExecutions: CONCURRENCY,
    ...(hasSnapshots(config) ? { snapStart: lambda.SnapStartConf.ON_PUBLISHED_VERSIONS } : {}),
    tracing: lambda.Tracing.ACTIVE,
    environment: { JAVA_TOOL_OPTIONS: '-XX:+UseSerialGC' },
    environmentEncryption: key,
    logGroup: logs,
    loggingFormat: lambda.LoggingFormat.JSON,
  });
  acknowledgeAccess(plannerRole);
  acknowledge(planner, {
    'Serverless-LambdaDLQ': 'The API waits for its answer, and is told of a failure.',
    'AwsSolutions-L1': OLDER_JAVA,
    'Serverless-LambdaLatestVersion': OLDER_JAVA,
  });
  return new lambda.Alias(scope, 'PlannerAlias', { aliasName: 'live', version: planner.currentVersion });
}

/** There are none in China and for the US government: there it starts cold. */
const hasSnapshots = ({ region = '' }: Config): boolean => !/^(cn|us-gov)-/.test(region);
