// Names in a private zone, and the load balancer behind those of masters, brokers and routers. TLS ends in Druid: the certificate of its
// machines has the zone's names. The balancer is a member of the groups that it stands for, so that the port matrix needs no line for it.
import { Duration } from 'aws-cdk-lib';
import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ARecord, PrivateHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { DRUID_PORTS } from '../port-matrix.ts';
import type { NetworkStack } from '../stacks/network.ts';
import { acknowledge } from './acknowledge.ts';

const DEREGISTER_AFTER = Duration.seconds(60);
/** What answers without a password once the role does its work. */
const SERVED = {
  coordinator: { port: DRUID_PORTS.coordinator, path: '/status/health' },
  broker: { port: DRUID_PORTS.broker, path: '/druid/broker/v1/readiness' },
  router: { port: DRUID_PORTS.router, path: '/status/health' },
} as const;
type Served = keyof typeof SERVED;

export interface DruidFrontProps {
  config: Config;
  network: NetworkStack;
}

export class DruidFront extends Construct {
  readonly zone: PrivateHostedZone;
  private readonly balancer: elb.NetworkLoadBalancer;

  constructor(scope: Construct, id: string, { config, network }: DruidFrontProps) {
    super(scope, id);
    const { vpc, groups, privateSubnets } = network;
    this.zone = new PrivateHostedZone(this, 'Zone', { vpc, zoneName: `${config.name}.internal` });
    this.balancer = new elb.NetworkLoadBalancer(this, 'Balancer', {
      vpc,
      vpcSubnets: privateSubnets,
      internetFacing: false,
      crossZoneEnabled: true,
      securityGroups: [groups['druid-master'], groups['druid-query']],
    });
    const target = RecordTarget.fromAlias(new LoadBalancerTarget(this.balancer));
    for (const recordName of Object.keys(SERVED))
      new ARecord(this, `Name-${recordName}`, { zone: this.zone, recordName, target });
    acknowledge(this.balancer, {
      'AwsSolutions-ELB2':
        'It passes TCP on, for which there are no access logs; the flow logs of the VPC have its connections.',
    });
  }

  urlOf(served: Served): string {
    return `https://${served}.${this.zone.zoneName}:${SERVED[served].port}`;
  }

  /** Sends what comes for it to a group. */
  serve(served: Served, group: AutoScalingGroup): void {
    const { port, path } = SERVED[served];
    this.balancer
      .addListener(`Listener-${served}`, { port, protocol: elb.Protocol.TCP })
      .addTargets(`Targets-${served}`, {
        port,
        protocol: elb.Protocol.TCP,
        targets: [group],
        // Masters ask masters through it: with the client's address kept, a machine could not reach itself.
        preserveClientIp: false,
        deregistrationDelay: DEREGISTER_AFTER,
        healthCheck: { protocol: elb.Protocol.HTTPS, path, port: String(port), interval: Duration.seconds(10) },
      });
  }

  /** A fixed address under a name of the zone. */
  name(recordName: string, address: string): void {
    new ARecord(this, `Name-${recordName}`, {
      zone: this.zone,
      recordName,
      target: RecordTarget.fromIpAddresses(address),
    });
  }
}
