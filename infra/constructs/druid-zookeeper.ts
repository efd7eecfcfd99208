// ZooKeeper: three members, one in each zone, each under an address that outlives its machine. They are replaced one after the other, and
// made so: the first one makes the certificates that all wait for.
import { Stack } from 'aws-cdk-lib';
import { CfnNetworkInterface } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { NetworkStack } from '../stacks/network.ts';
import { grantAddresses } from './druid-access.ts';
import type { DruidFront } from './druid-front.ts';
import { DruidMachines } from './druid-machines.ts';
import type { DruidMachinesProps } from './druid-machines.ts';

export interface DruidZookeeperProps extends Omit<DruidMachinesProps, 'group' | 'vpc' | 'subnets'> {
  platform: string;
  network: NetworkStack;
  front: DruidFront;
}

const MEMBERS = [1, 2, 3] as const;

export class DruidZookeeper extends Construct {
  readonly members: DruidMachines[];

  constructor(scope: Construct, id: string, { network, front, platform, ...props }: DruidZookeeperProps) {
    super(scope, id);
    const group = network.groups.zookeeper;
    const { subnets } = network.vpc.selectSubnets(network.privateSubnets);
    const machine = { ...props.machine, count: 1 };
    this.members = MEMBERS.map((member) => {
      const subnet = subnets[member - 1];
      if (subnet === undefined) throw new Error('ZooKeeper needs three subnets');
      const address = new CfnNetworkInterface(this, `Address${member}`, {
        subnetId: subnet.subnetId,
        groupSet: [group.securityGroupId],
        description: `${Stack.of(this).stackName}: ZooKeeper ${member}`,
      });
      front.name(`zookeeper-${member}`, address.attrPrimaryPrivateIpAddress);
      grantAddresses(props.role, { stack: Stack.of(this), platform, interfaceIds: [address.attrId] });
      const variables = { ...props.variables, GROUP: 'zookeeper', MEMBER: String(member), INTERFACE: address.attrId };
      const where = { vpc: network.vpc, subnets: { subnets: [subnet] }, group };
      return new DruidMachines(this, `Member${member}`, { ...props, ...where, machine, variables, endsFirst: true });
    });
    for (const [index, member] of this.members.entries()) {
      const before = this.members[index - 1];
      if (before !== undefined) member.node.addDependency(before);
    }
  }
}
