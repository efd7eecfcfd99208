// Endpoints for AWS services in the VPC. An existing VPC may bring them: its group of endpoints, its gateways, its endpoint for APIs.
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { FRONT_DOOR_PORT } from '../port-matrix.ts';
import { acknowledge } from './acknowledge.ts';

export interface EndpointsProps {
  config: Config;
  vpc: ec2.IVpc;
  subnets: ec2.SubnetSelection;
}

/** By string where the CDK has no constant, as for Managed Flink. */
const SERVICES = {
  kms: 'kms',
  secrets: 'secretsmanager',
  logs: 'logs',
  monitoring: 'monitoring',
  lambda: 'lambda',
  kafka: 'kafka',
  flink: 'kinesisanalytics',
  sts: 'sts',
  ec2: 'ec2',
  autoscaling: 'autoscaling',
  cloudformation: 'cloudformation',
} as const;
const SESSION_SERVICES = { ssm: 'ssm', ssmMessages: 'ssmmessages', ec2Messages: 'ec2messages' } as const;

/** One in each zone where availability is high; else one alone, which costs a third. */
export function makeEndpoints(
  scope: Construct,
  { config, vpc, subnets, group }: EndpointsProps & { group: ec2.ISecurityGroup },
): void {
  makeGateways(scope, { config, vpc, subnets });
  if (config.network.vpc?.endpointsSecurityGroupId !== undefined) return;
  const services = { ...SERVICES, ...(config.network.sessions ? SESSION_SERVICES : {}) };
  for (const [name, service] of Object.entries(services)) {
    new ec2.InterfaceVpcEndpoint(scope, `Endpoint-${name}`, {
      vpc,
      service: new ec2.InterfaceVpcEndpointAwsService(service),
      subnets: config.load.availability === 'high' ? subnets : { subnets: subnets.subnets?.slice(0, 1) ?? [] },
      securityGroups: [group],
      open: false,
    });
  }
}

function makeGateways(scope: Construct, { config, vpc, subnets }: EndpointsProps): void {
  const given = config.network.vpc;
  if (given !== undefined && given.routeTableIds === undefined) return;
  const { S3, DYNAMODB } = ec2.GatewayVpcEndpointAwsService;
  for (const [name, service] of Object.entries({ S3, DynamoDb: DYNAMODB }))
    new ec2.GatewayVpcEndpoint(scope, `Gateway-${name}`, { vpc, service, subnets: [subnets] });
}

/** @returns the endpoint through which a private API is reached; undefined where the API is public */
export function privateApiEndpoint(
  scope: Construct,
  { config, vpc, subnets }: EndpointsProps,
): ec2.IInterfaceVpcEndpoint | undefined {
  if (config.api.access === 'public') return undefined;
  const given = config.network.vpc?.apiEndpointId;
  if (given !== undefined) {
    return ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scope, 'ApiEndpoint', {
      vpcEndpointId: given,
      port: FRONT_DOOR_PORT,
    });
  }
  const group = new ec2.SecurityGroup(scope, 'Group-front-door', {
    vpc,
    description: 'Millrace: front door',
    allowAllOutbound: false,
  });
  group.addIngressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(FRONT_DOOR_PORT), 'whoever is in the VPC');
  acknowledge(group, { 'AwsSolutions-EC23': 'It lets in the addresses of its own VPC, which are a reference here.' });
  return new ec2.InterfaceVpcEndpoint(scope, 'ApiEndpoint', {
    vpc,
    service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY,
    subnets,
    securityGroups: [group],
    open: false,
  });
}
