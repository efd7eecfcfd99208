// The API and what runs beside it: the front door, a function for each kind of work, the schedule of rules, the table's stream, the canary,
// the first token.
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { adminToken } from '../constructs/admin-token.ts';
import { frontDoor, publicUrlOf } from '../constructs/front-door.ts';
import { apiFunctions } from '../constructs/function-api.ts';
import { backgroundFunctions } from '../constructs/function-background.ts';
import { functionKit } from '../constructs/function-kit.ts';
import type { FunctionKitProps } from '../constructs/function-kit.ts';
import { failureQueue } from '../constructs/function-queue.ts';
import type { Sizing } from '../sizing.ts';

export interface ApiProps extends StackProps, Omit<FunctionKitProps, 'publicUrl'> {
  sizing: Sizing;
}

export class ApiStack extends Stack {
  readonly restApi: RestApi;
  /** Events that functions failed on. */
  readonly failures: Queue;
  /** Of the first administrator's token. */
  readonly adminSecret: ISecret;

  constructor(scope: Construct, id: string, props: ApiProps) {
    const { config, storage, network, streams, flink, druid, sizing, ...stackProps } = props;
    super(scope, id, stackProps);
    const { key } = storage;
    this.failures = failureQueue(this, 'Failures', { key });
    const requestsPerSecond = Math.max(LEAST_REQUESTS, Math.ceil(HEADROOM * sizing.api.requestsPerSecond));
    this.restApi = frontDoor(this, { config, key, endpoint: network.apiEndpoint, requestsPerSecond });
    const publicUrl = publicUrlOf(this, this.restApi, config.api);
    const given = { config, storage, network, streams, flink, druid, publicUrl };
    const kit = functionKit(this, given);
    apiFunctions(this, { kit, given, sizing, restApi: this.restApi });
    backgroundFunctions(this, { kit, given, sizing, failures: this.failures });
    this.adminSecret = adminToken(this, { kit, given });
    new CfnOutput(this, 'Url', { value: publicUrl });
    new CfnOutput(this, 'AdminTokenArn', { value: this.adminSecret.secretArn });
  }
}

/** For people and the console, however small the load. */
const LEAST_REQUESTS = 50;
const HEADROOM = 2;
