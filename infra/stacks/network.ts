// The VPC, or the one that is there; a security group of each member of the port matrix; endpoints, so that nothing needs the internet.
import { Fn, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { flowLogs } from '../constructs/flow-logs.ts';
import { OPENINGS, TASK_OPENINGS, TASK_PORTS } from '../port-matrix.ts';
import type { Member } from '../port-matrix.ts';

export interface NetworkProps extends StackProps {
  config: Config;
  key: IKey;
}

/** What is reached privately. Managed Flink's endpoint has no constant in CDK. */
const INTERFACE_SERVICES = {
  kms: 'kms',
  secrets: 'secretsmanager',
  logs: 'logs',
  monitoring: 'monitoring',
  lambda: 'lambda',
  kafka: 'kafka',
  flink: 'kinesisanalytics',
  sts: 'sts',
  ssm: 'ssm',
  ssmMessages: 'ssmmessages',
  ec2Messages: 'ec2messages',
  ec2: 'ec2',
  autoscaling: 'autoscaling',
} as const;

export class NetworkStack extends Stack {
  readonly vpc: ec2.IVpc;
  readonly groups: Readonly<Record<Member, ec2.SecurityGroup>>;
  readonly privateSubnets: ec2.SubnetSelection;

  constructor(scope: Construct, id: string, { config, key, ...props }: NetworkProps) {
    super(scope, id, props);
    const { network } = config;
    this.vpc = network.vpc === undefined ? this.makeVpc(config, key) : this.existingVpc(network.vpc);
    this.privateSubnets = {
      subnets: this.vpc.privateSubnets.length > 0 ? this.vpc.privateSubnets : this.vpc.isolatedSubnets,
    };
    this.groups = {
      functions: this.makeGroup('functions'),
      flink: this.makeGroup('flink'),
      'druid-master': this.makeGroup('druid-master'),
      'druid-query': this.makeGroup('druid-query'),
      'druid-data': this.makeGroup('druid-data'),
      zookeeper: this.makeGroup('zookeeper'),
      postgres: this.makeGroup('postgres'),
      kafka: this.makeGroup('kafka'),
      endpoints: this.makeGroup('endpoints'),
    };
    this.open();
    if (network.vpc?.hasEndpoints !== true) this.makeEndpoints();
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

  private existingVpc({ id, cidr, ...vpc }: NonNullable<Config['network']['vpc']>): ec2.IVpc {
    return ec2.Vpc.fromVpcAttributes(this, 'Vpc', { vpcId: id, vpcCidrBlock: cidr, ...vpc });
  }

  /** Nothing goes in or out but what the port matrix says. */
  private makeGroup(member: Member): ec2.SecurityGroup {
    const description = `${this.stackName}: ${member}`;
    return new ec2.SecurityGroup(this, `Group-${member}`, { vpc: this.vpc, description, allowAllOutbound: false });
  }

  private open(): void {
    for (const { from, to, port, why } of OPENINGS)
      this.groups[from].connections.allowTo(this.groups[to], ec2.Port.tcp(port), why);
    const tasks = ec2.Port.tcpRange(TASK_PORTS.from, TASK_PORTS.to);
    for (const { from, to, why } of TASK_OPENINGS) this.groups[from].connections.allowTo(this.groups[to], tasks, why);
  }

  private makeEndpoints(): void {
    const subnets = [this.privateSubnets];
    this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3, subnets });
    this.vpc.addGatewayEndpoint('DynamoDb', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB, subnets });
    for (const [name, service] of Object.entries(INTERFACE_SERVICES)) {
      this.vpc.addInterfaceEndpoint(name, {
        service: new ec2.InterfaceVpcEndpointAwsService(service),
        subnets: this.privateSubnets,
        securityGroups: [this.groups.endpoints],
        open: false,
      });
    }
  }
}
