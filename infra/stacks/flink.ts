// What pipelines need before there is one: the jar, the role, the log group, the key and the planner. The applications themselves are made
// at run time by the API, with exactly these; when this stack is removed they are stopped with a snapshot first.
import { ArnFormat, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { flinkJar } from '../assets.ts';
import type { Config } from '../config.ts';
import { openKeyToFlink } from '../constructs/flink-key.ts';
import { flinkRole } from '../constructs/flink-role.ts';
import { acknowledgeAccess, applicationArns, grantKey, grantStopping } from '../constructs/function-access.ts';
import { nodeFunction } from '../constructs/function.ts';
import { logGroup } from '../constructs/log-group.ts';
import { plannerFunction } from '../constructs/planner-function.ts';
import { role } from '../constructs/role.ts';
import type { NetworkStack } from './network.ts';
import type { StorageStack } from './storage.ts';
import type { StreamsStack } from './streams.ts';

export interface FlinkProps extends StackProps {
  config: Config;
  storage: StorageStack;
  network: NetworkStack;
  streams: StreamsStack;
}

export class FlinkStack extends Stack {
  /** By its content: a new jar has another key, and what runs keeps its own until it is upgraded. */
  readonly jar: { bucket: string; key: string };
  readonly role: IRole;
  readonly logs: LogGroup;
  readonly planner: IFunction;
  /** The ARNs of all applications of this platform, with a wildcard. */
  readonly applicationArns: string;

  constructor(scope: Construct, id: string, { config, storage, network, streams, ...props }: FlinkProps) {
    super(scope, id, props);
    const { key, bucket } = storage;
    const jar = new Asset(this, 'Jar', { path: flinkJar(this.node) });
    this.jar = { bucket: jar.s3BucketName, key: jar.s3ObjectKey };
    this.logs = logGroup(this, 'Logs', { key, config });
    this.role = flinkRole(this, { config, key, bucket, jar, logs: this.logs, streams });
    this.planner = plannerFunction(this, { config, key });
    this.applicationArns = applicationArns(this, config.name);
    openKeyToFlink(key, this.applicationArns);
    // Their network is gone only after they are stopped.
    this.addStackDependency(network);
    this.stopOnRemoval(config, storage);
  }

  /** As Managed Flink wants it: without the wildcard at its end. */
  get logGroupArn(): string {
    const { logGroupName } = this.logs;
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    return this.formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat });
  }

  private stopOnRemoval(config: Config, { key }: StorageStack): void {
    const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
    const stopRole = role(this, { config, name: 'deployment', assumedBy });
    grantStopping(stopRole, { arns: this.applicationArns, key, region: this.region });
    grantKey(stopRole, key);
    acknowledgeAccess(stopRole);
    const stop = nodeFunction(this, 'StopApplications', {
      config,
      key,
      code: 'stop-applications',
      role: stopRole,
      memoryMb: 512,
      // The longest that there is: snapshots of much state take minutes.
      timeout: Duration.minutes(15),
      concurrency: 1,
      environment: this.settingsOf(config),
    });
    const step = new CustomResource(this, 'Stop', { serviceToken: stop.functionArn });
    // Removed before what it needs, and before what applications need.
    step.node.addDependency(stopRole, this.role, this.logs);
  }

  /** It uses nothing but Managed Flink: what else the settings ask for is not there, and is not reached. */
  private settingsOf({ name, environment }: Config): Record<string, string> {
    return {
      MILLRACE_NAME: name,
      MILLRACE_FLINK_ROLE_ARN: this.role.roleArn,
      MILLRACE_FLINK_LOG_GROUP_ARN: this.logGroupArn,
      MILLRACE_REMOVES_APPLICATIONS: String(environment === 'development'),
      MILLRACE_CLUSTER_ARN: this.formatArn({ service: 'kafka', resource: 'cluster', resourceName: 'unused' }),
      MILLRACE_DRUID_BROKER_URL: UNUSED_URL,
      MILLRACE_DRUID_COORDINATOR_URL: UNUSED_URL,
    };
  }
}

const UNUSED_URL = 'https://unused.invalid';
