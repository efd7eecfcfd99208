import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourcesOf, stackOf } from './support/synthesize.ts';

const VPC = {
  id: 'vpc-0a1b2c3d',
  cidr: '10.0.0.0/16',
  availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
  privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d', 'subnet-2a1b2c3d'],
};

describe('the network', () => {
  it('has three subnets without a way out, in whatever account it is', () => {
    const { template } = stackOf({ load: 'small' }, 'Network');
    template.resourceCountIs('AWS::EC2::Subnet', 3);
    template.resourceCountIs('AWS::EC2::InternetGateway', 0);
    template.hasResourceProperties('AWS::EC2::Subnet', {
      AvailabilityZone: { 'Fn::Select': [2, { 'Fn::GetAZs': '' }] },
    });
  });

  it('has a NAT gateway in each zone when it is asked for', () => {
    stackOf({ load: 'small', network: { egress: 'nat' } }, 'Network').template.resourceCountIs(
      'AWS::EC2::NatGateway',
      3,
    );
  });

  it('logs what flows', () => {
    stackOf({ load: 'small' }, 'Network').template.hasResourceProperties('AWS::EC2::FlowLog', {
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 'cloud-watch-logs',
    });
  });

  it('reaches Managed Flink, which the CDK has no name for, through an endpoint', () => {
    stackOf({ load: 'small' }, 'Network').template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: true,
      ServiceName: Match.objectLike({
        'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.kinesisanalytics']],
      }),
    });
  });

  it('has endpoints in one zone where availability is basic', () => {
    const { template } = stackOf({ load: 'small' }, 'Network');
    const inOneZone = { Properties: { VpcEndpointType: 'Interface', SubnetIds: [Match.anyValue()] } };
    expect(Object.keys(template.findResources('AWS::EC2::VPCEndpoint', inOneZone))).toHaveLength(11);
  });
});

describe('an existing VPC', () => {
  const network = { vpc: { ...VPC, endpointsSecurityGroupId: 'sg-0a1b2c3d' } };

  it('is neither made nor logged a second time', () => {
    const { template } = stackOf({ load: 'small', network }, 'Network');
    template.resourceCountIs('AWS::EC2::VPC', 0);
    template.resourceCountIs('AWS::EC2::FlowLog', 0);
  });

  it('keeps its own endpoints, whose group lets the platform in', () => {
    const { template } = stackOf({ load: 'small', network }, 'Network');
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-0a1b2c3d', FromPort: 443 });
  });

  it('gets gateways for S3 and DynamoDB when its route tables are named', () => {
    const vpc = { ...VPC, routeTableIds: ['rtb-0a1b2c3d', 'rtb-1a1b2c3d', 'rtb-2a1b2c3d'] };
    stackOf({ load: 'small', network: { vpc } }, 'Network').template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Gateway',
      RouteTableIds: vpc.routeTableIds,
    });
  });
});

describe('a private API', () => {
  it('has an endpoint that whoever is in the VPC reaches by HTTPS', () => {
    const { template } = stackOf({ load: 'small', api: { access: 'private' } }, 'Network');
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Millrace: front door',
      SecurityGroupIngress: [Match.objectLike({ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' })],
    });
  });
});

describe('addresses that are let out to', () => {
  it('are those of S3 and DynamoDB alone when their prefix lists are named', () => {
    const prefixLists = { s3: 'pl-0a1b2c3d', dynamoDb: 'pl-1a1b2c3d' };
    const open = resourcesOf({ load: 'small', network: { prefixLists } }).filter(({ properties }) =>
      JSON.stringify(properties).includes('0.0.0.0/0'),
    );
    expect(open).toEqual([]);
  });
});
