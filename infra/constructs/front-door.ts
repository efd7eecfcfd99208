// The one REST API: which function answers which path, who may come in, and what is logged of it. Every answer streams.
import { Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IInterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { problemResponses } from './gateway-problems.ts';
import { logGroup } from './log-group.ts';
import { role } from './role.ts';
import { webAcl } from './web-acl.ts';

export const STAGE = 'live';

export interface FrontDoorProps {
  config: Config;
  key: IKey;
  /** Through which a private API is reached. */
  endpoint: IInterfaceVpcEndpoint | undefined;
  /** Requests in a second that are let through, over all callers. */
  requestsPerSecond: number;
}

export function frontDoor(scope: Construct, props: FrontDoorProps): apigateway.RestApi {
  const { config, key, endpoint, requestsPerSecond } = props;
  const { access, domain } = config.api;
  if (access === 'private' && domain !== undefined)
    throw new Error('millrace.api.domain: a private API is reached by its endpoint, it has no domain of its own.');
  const account = logsOfAccount(scope, config);
  const api = new apigateway.RestApi(scope, 'RestApi', {
    description: 'Millrace',
    ...(access === 'private' && endpoint !== undefined ? privateTo(endpoint) : REGIONAL),
    // Packed events and everything else comes as it was sent.
    binaryMediaTypes: ['*/*'],
    cloudWatchRole: false,
    disableExecuteApiEndpoint: domain !== undefined,
    deployOptions: {
      stageName: STAGE,
      accessLogDestination: new apigateway.LogGroupLogDestination(logGroup(scope, 'AccessLogs', { key, config })),
      accessLogFormat: apigateway.AccessLogFormat.jsonWithStandardFields(),
      loggingLevel: apigateway.MethodLoggingLevel.ERROR,
      metricsEnabled: true,
      tracingEnabled: true,
      throttlingRateLimit: requestsPerSecond,
      throttlingBurstLimit: requestsPerSecond,
    },
  });
  api.deploymentStage.node.addDependency(account);
  problemResponses(api);
  if (access === 'public') {
    webAcl(scope, { config, restApiId: api.restApiId, stageName: STAGE }).node.addDependency(api.deploymentStage);
  }
  if (domain !== undefined) addDomain(scope, api, domain);
  acknowledgeApi(api, access);
  return api;
}

/** Where people reach it. Not the API's own `url`: that needs the stage, which needs the functions that are to know it. */
export function publicUrlOf(scope: Construct, api: apigateway.RestApi, { domain }: Config['api']): string {
  if (domain !== undefined) return `https://${domain.name}`;
  const { region, urlSuffix } = Stack.of(scope);
  return `https://${api.restApiId}.execute-api.${region}.${urlSuffix}/${STAGE}`;
}

/** How long an answer may take. API Gateway lets none take longer than a quarter of an hour. */
export function streamed(handler: IFunction, timeout: Duration): apigateway.LambdaIntegration {
  return new apigateway.LambdaIntegration(handler, {
    responseTransferMode: apigateway.ResponseTransferMode.STREAM,
    timeout,
    // One permission a function, not one a method.
    scopePermissionToMethod: false,
  });
}

const REGIONAL = { endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] } };

function privateTo(endpoint: IInterfaceVpcEndpoint) {
  const policy = new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: ['execute-api:/*'],
        conditions: { StringEquals: { 'aws:SourceVpce': endpoint.vpcEndpointId } },
      }),
    ],
  });
  const endpointConfiguration = { types: [apigateway.EndpointType.PRIVATE], vpcEndpoints: [endpoint] };
  return { endpointConfiguration, policy };
}

/** API Gateway logs by one role for all APIs of an account and region; whoever sets it last sets it for all, which does no harm. */
function logsOfAccount(scope: Construct, config: Config): apigateway.CfnAccount {
  const writer = role(scope, {
    config,
    name: 'api-logs',
    assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
  });
  acknowledge(writer, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
      'AWS maintains what API Gateway needs for logs of a whole account.',
  });
  return new apigateway.CfnAccount(scope, 'Account', { cloudWatchRoleArn: writer.roleArn });
}

function addDomain(scope: Construct, api: apigateway.RestApi, domain: NonNullable<Config['api']['domain']>): void {
  const name = api.addDomainName('Domain', {
    domainName: domain.name,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn),
    endpointType: apigateway.EndpointType.REGIONAL,
    securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
  });
  const { hostedZoneId } = domain;
  const zone = HostedZone.fromHostedZoneAttributes(scope, 'Zone', { hostedZoneId, zoneName: domain.name });
  new ARecord(scope, 'Record', {
    zone,
    recordName: `${domain.name}.`,
    target: RecordTarget.fromAlias(new ApiGatewayDomain(name)),
  });
}

function acknowledgeApi(api: apigateway.RestApi, access: Config['api']['access']): void {
  const own = 'Every request but those for health and documentation is authenticated by the application, with tokens.';
  acknowledge(api, {
    'AwsSolutions-APIG2': 'The application checks each request against the schema of its route.',
    'AwsSolutions-APIG4': own,
    'AwsSolutions-COG4': own,
    ...(access === 'private' ? { 'AwsSolutions-APIG3': 'It is reached from its VPC alone.' } : {}),
  });
}
