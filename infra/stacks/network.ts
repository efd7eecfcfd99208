// The VPC, or the one that is there; a security group of each member of the port matrix; endpoints, so that nothing needs the internet.
import { Fn, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { flowLogs } from '../constructs/flow-logs.ts';
import { makeEndpoints, privateApiEndpoint } from '../constructs/vpc-endpoints.ts';
import { GATEWAY_USERS, HTTPS, OPENINGS, TASK_OPENINGS, TASK_PORTS } from '../port-matrix.ts';
import type { Member } from '../port-matrix.ts';

export interface NetworkProps extends StackProps {
  config: Config;
  key: IKey;
}

export class NetworkStack extends Stack {
  readonly vpc: ec2.IVpc;
  readonly groups: Readonly<Record<Member, ec2.ISecurityGroup>>;
  readonly privateSubnets: ec2.SubnetSelection;
  /** Of a private API: what its resource policy lets in. */
  readonly apiEndpoint: ec2.IInterfaceVpcEndpoint | undefined;

  constructor(scope: Construct, id: string, { config, key, ...props }: NetworkProps) {
    super(scope, id, props);
    const given = config.network.vpc;
    this.vpc = given === undefined ? this.makeVpc(config, key) : this.existingVpc(given);
    this.privateSubnets = {
      subnets: this.vpc.privateSubnets.length > 0 ? this.vpc.privateSubnets : this.vpc.isolatedSubnets,
    };
    this.groups = this.makeGroups(config);
    this.open(config);
    const { vpc, privateSubnets } = this;
    makeEndpoints(this, { config, vpc, subnets: privateSubnets, group: this.groups.endpoints });
    this.apiEndpoint = privateApiEndpoint(this, { config, vpc, subnets: privateSubnets });
  }

  /** Three, whatever account this is deployed to. */
  override get availabilityZones(): string[] {
    return [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs()));
  }

  private makeVpc(config: Config, key: IKey): ec2.Vpc {
    const isOpen = config.network.egress === 'nat';
    const inside = {
      name: 'inside',
      subnetType: isOpen ? ec2.SubnetType.PRIVATE_WITH_EGRESS : ec2.SubnetType.PRIVATE_ISOLATED,
      cidrMask: 20,
    };
    const outside = { name: 'outside', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false };
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(config.network.cidr),
      availabilityZones: this.availabilityZones,
      natGateways: isOpen ? this.availabilityZones.length : 0,
      subnetConfiguration: isOpen ? [inside, outside] : [inside],
    });
    flowLogs(this, { vpc, key, config });
    return vpc;
  }

  private existingVpc({ id, cidr, ...given }: NonNullable<Config['network']['vpc']>): ec2.IVpc {
    const { availabilityZones, privateSubnetIds, routeTableIds } = given;
    return ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: id,
      vpcCidrBlock: cidr,
      availabilityZones,
      privateSubnetIds,
      ...(routeTableIds === undefined ? {} : { privateSubnetRouteTableIds: routeTableIds }),
    });
  }

  private makeGroups({ kafka, network }: Config): Record<Member, ec2.ISecurityGroup> {
    const given: Partial<Record<Member, string>> = {
      ...(kafka.type === 'existing' ? { kafka: kafka.securityGroupId } : {}),
      ...(network.vpc?.endpointsSecurityGroupId === undefined
        ? {}
        : { endpoints: network.vpc.endpointsSecurityGroupId }),
    };
    const group = (member: Member): ec2.ISecurityGroup => this.makeGroup(member, given[member]);
    return {
      functions: group('functions'),
      flink: group('flink'),
      'druid-master': group('druid-master'),
      'druid-query': group('druid-query'),
      'druid-data': group('druid-data'),
      zookeeper: group('zookeeper'),
      postgres: group('postgres'),
      kafka: group('kafka'),
      endpoints: group('endpoints'),
    };
  }

  /** Nothing goes in or out but what the port matrix says. */
  private makeGroup(member: Member, given: string | undefined): ec2.ISecurityGroup {
    const id = `Group-${member}`;
    // To an existing group rules are added that let the platform in, and none that lets it out.
    if (given !== undefined) return ec2.SecurityGroup.fromSecurityGroupId(this, id, given, { allowAllOutbound: true });
    const description = `${this.stackName}: ${member}`;
    return new ec2.SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound: false });
  }

  private open({ network: { prefixLists } }: Config): void {
    for (const { from, to, port, why } of OPENINGS) this.letThrough({ from, to, ports: ec2.Port.tcp(port), why });
    const ports = ec2.Port.tcpRange(TASK_PORTS.from, TASK_PORTS.to);
    for (const opening of TASK_OPENINGS) this.letThrough({ ...opening, ports });
    const gateways = prefixLists === undefined ? [ec2.Peer.anyIpv4()] : Object.values(prefixLists).map(prefixList);
    for (const member of GATEWAY_USERS) {
      for (const gateway of gateways)
        this.groups[member].addEgressRule(gateway, ec2.Port.tcp(HTTPS), 'S3 and DynamoDB, through their gateways');
    }
  }

  /** Not by `connections`, which leaves the way out of a group to itself closed. */
  private letThrough({ from, to, ports, why }: { from: Member; to: Member; ports: ec2.Port; why: string }): void {
    this.groups[from].addEgressRule(this.groups[to], ports, why);
    this.groups[to].addIngressRule(this.groups[from], ports, why);
  }
}

const prefixList = (id: string): ec2.IPeer => ec2.Peer.prefixList(id);
