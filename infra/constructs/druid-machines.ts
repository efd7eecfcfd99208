// A group of Druid's machines: replaced one at a time, a new one first, each only when the one before it has said that it does its work;
// drained before they end.
import { CfnElement, Duration, Lazy, Stack, Tags } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { MachineGroup } from '../sizing.ts';
import { acknowledge } from './acknowledge.ts';
import { druidUserData } from './druid-user-data.ts';

export interface DruidMachinesProps {
  /** What it is, for the tag by which machines find out whether there are masters. */
  tag: string;
  machine: MachineGroup;
  /** The most that scaling may make of them, one more than their number at least. @default - nothing scales */
  maximum?: number;
  /** A member with a fixed address cannot be there twice: the old one ends first. @default false */
  endsFirst?: boolean;
  role: IRole;
  key: IKey;
  bundle: Asset;
  vpc: ec2.IVpc;
  subnets: ec2.SubnetSelection;
  group: ec2.ISecurityGroup;
  variables: Readonly<Record<string, string>>;
}

const READY_WITHIN = Duration.hours(1);
/** Between two heartbeats of a machine that is drained; how long it may take is the script's to say. */
const HEARTBEAT = Duration.minutes(30);
const ROOT_GIB = 30;
const LAUNCH_HOOK = 'launch';
const TERMINATE_HOOK = 'terminate';

export class DruidMachines extends Construct {
  readonly group: autoscaling.AutoScalingGroup;

  constructor(scope: Construct, id: string, props: DruidMachinesProps) {
    super(scope, id);
    const { machine, endsFirst = false } = props;
    this.group = new autoscaling.AutoScalingGroup(this, 'Group', {
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      launchTemplate: this.templateOf(props),
      minCapacity: machine.count,
      maxCapacity: endsFirst ? machine.count : Math.max(machine.count + 1, props.maximum ?? 0),
      signals: autoscaling.Signals.waitForMinCapacity({ timeout: READY_WITHIN }),
      updatePolicy: autoscaling.UpdatePolicy.rollingUpdate({
        maxBatchSize: 1,
        minInstancesInService: endsFirst ? 0 : machine.count,
        waitOnResourceSignals: true,
        pauseTime: READY_WITHIN,
      }),
      groupMetrics: [autoscaling.GroupMetrics.all()],
    });
    Tags.of(this.group).add('millrace:druid', props.tag);
    if (!endsFirst) this.addHooks();
    acknowledge(this.group, { 'AwsSolutions-AS3': 'Alarms on what machines do tell people; machines come and go.' });
  }

  private templateOf({ machine, role, key, bundle, group, variables }: DruidMachinesProps): ec2.LaunchTemplate {
    const { region, stackName } = Stack.of(this);
    const RESOURCE = Lazy.string({ produce: () => this.logicalId() });
    const own = { REGION: region, STACK: stackName, RESOURCE, LAUNCH_HOOK, TERMINATE_HOOK, ...variables };
    const volume = (gib: number) =>
      ec2.BlockDeviceVolume.ebs(gib, { encrypted: true, kmsKey: key, volumeType: ec2.EbsDeviceVolumeType.GP3 });
    const data = machine.diskGib > 0 ? [{ deviceName: '/dev/sdb', volume: volume(machine.diskGib) }] : [];
    return new ec2.LaunchTemplate(this, 'Template', {
      instanceType: new ec2.InstanceType(machine.instanceType),
      machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
      role,
      securityGroup: group,
      userData: druidUserData(bundle, own),
      blockDevices: [{ deviceName: '/dev/xvda', volume: volume(ROOT_GIB) }, ...data],
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
    });
  }

  /** Of the group, which is made after the script that names it. */
  private logicalId(): string {
    const child = this.group.node.defaultChild;
    if (!CfnElement.isCfnElement(child)) throw new Error('the group has no resource');
    return Stack.of(this).getLogicalId(child);
  }

  private addHooks(): void {
    this.group.addLifecycleHook('Launch', {
      lifecycleHookName: LAUNCH_HOOK,
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_LAUNCHING,
      defaultResult: autoscaling.DefaultResult.ABANDON,
      heartbeatTimeout: READY_WITHIN,
    });
    this.group.addLifecycleHook('Terminate', {
      lifecycleHookName: TERMINATE_HOOK,
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_TERMINATING,
      defaultResult: autoscaling.DefaultResult.CONTINUE,
      heartbeatTimeout: HEARTBEAT,
    });
  }
}
