// Druid on machines of its own: ZooKeeper, masters, query and data nodes, and the metadata store. Updates go data -> query -> master, each
// machine by machine: that order is also the one in which they are made, and data nodes do without masters until then.
import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { TargetTrackingScalingPolicy } from 'aws-cdk-lib/aws-autoscaling';
import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { druidRole, grantDeepStorage, grantWriting } from '../constructs/druid-access.ts';
import type { MachineRoleProps } from '../constructs/druid-access.ts';
import { DruidFront } from '../constructs/druid-front.ts';
import { DruidMachines } from '../constructs/druid-machines.ts';
import { druidMetadataStore } from '../constructs/druid-metadata-store.ts';
import type { MetadataStore } from '../constructs/druid-metadata-store.ts';
import { druidSecrets } from '../constructs/druid-secrets.ts';
import type { DruidSecrets } from '../constructs/druid-secrets.ts';
import { druidVariables } from '../constructs/druid-variables.ts';
import { DruidZookeeper } from '../constructs/druid-zookeeper.ts';
import type { Sizing } from '../sizing.ts';
import type { NetworkStack } from './network.ts';
import type { StorageStack } from './storage.ts';
import type { StreamsStack } from './streams.ts';

export interface DruidProps extends StackProps {
  config: Config;
  sizing: Sizing;
  storage: StorageStack;
  network: NetworkStack;
  streams: StreamsStack;
}

type Group = 'master' | 'query' | 'data';

export class DruidStack extends Stack {
  /** For queries. */
  readonly brokerUrl: string;
  /** For supervisors, tasks and segments: the router, which knows who leads. */
  readonly coordinatorUrl: string;
  /** `username` and `password` of the platform's functions. */
  readonly clientSecret: ISecret;
  /** What functions must trust: `authority`, in PEM. */
  readonly authoritySecret: ISecret;
  /** By name, for alarms. */
  readonly groups: Readonly<Record<Group, AutoScalingGroup>>;
  readonly metadata: MetadataStore;
  private readonly props: Omit<DruidProps, keyof StackProps>;
  private readonly bundle: Asset;
  private readonly secrets: DruidSecrets;
  private readonly front: DruidFront;
  private readonly variables: Record<string, string>;

  constructor(scope: Construct, id: string, { config, sizing, storage, network, streams, ...props }: DruidProps) {
    super(scope, id, props);
    this.props = { config, sizing, storage, network, streams };
    const { key } = storage;
    this.bundle = new Asset(this, 'Bundle', { path: BUNDLE, exclude: NOT_FOR_MACHINES });
    this.secrets = druidSecrets(this, { key, config });
    this.metadata = druidMetadataStore(this, { config, sizing, key, network });
    this.front = new DruidFront(this, 'Front', { config, network });
    const { secrets, metadata, front } = this;
    this.variables = druidVariables(this, { config, storage, secrets, metadata, front });
    this.groups = this.makeGroups();
    this.brokerUrl = this.front.urlOf('broker');
    this.coordinatorUrl = this.front.urlOf('router');
    this.clientSecret = this.secrets.client;
    this.authoritySecret = this.secrets.authority;
  }

  private makeGroups(): Record<Group, AutoScalingGroup> {
    const { sizing, storage, streams } = this.props;
    const { admin, internal, client, certificate, authority } = this.secrets;
    const zookeeper = this.makeZookeeper();
    const shared = [internal, certificate, authority];
    const masterRole = this.roleOf('druid-master', [...shared, admin, client, this.metadata.secret]);
    const dataRole = this.roleOf('druid-data', shared);
    for (const grantee of [masterRole, dataRole]) {
      grantDeepStorage(grantee, storage.deepStorage);
      streams.grant(grantee, 'consume');
    }
    const data = this.make('data', dataRole, { maximum: 2 * sizing.druid.data.count });
    const query = this.make('query', this.roleOf('druid-query', shared), { maximum: 2 * sizing.druid.query.count });
    const master = this.make('master', masterRole);
    master.node.addDependency(query, this.metadata.cluster);
    query.node.addDependency(data);
    data.node.addDependency(...zookeeper.members);
    this.front.serve('coordinator', master.group);
    this.front.serve('broker', query.group);
    this.front.serve('router', query.group);
    for (const { group } of [data, query]) scaleByCpu(group);
    this.scaleByDisk(data.group);
    return { master: master.group, query: query.group, data: data.group };
  }

  private makeZookeeper(): DruidZookeeper {
    const { config, network, sizing } = this.props;
    const { certificate, authority } = this.secrets;
    const role = this.roleOf('druid-zookeeper', [certificate, authority]);
    grantWriting(role, [certificate, authority]);
    return new DruidZookeeper(this, 'Zookeeper', {
      platform: config.name,
      network,
      front: this.front,
      tag: this.tagOf('zookeeper'),
      machine: sizing.druid.zookeeper,
      role,
      key: this.key,
      bundle: this.bundle,
      variables: this.variables,
    });
  }

  private make(name: Group, role: IRole, { maximum = 0 } = {}): DruidMachines {
    const { network, sizing } = this.props;
    return new DruidMachines(this, NAMES[name], {
      tag: this.tagOf(name),
      machine: sizing.druid[name],
      maximum,
      role,
      key: this.key,
      bundle: this.bundle,
      vpc: network.vpc,
      subnets: network.privateSubnets,
      group: network.groups[`druid-${name}`],
      variables: { ...this.variables, GROUP: name },
    });
  }

  private roleOf(name: MachineRoleProps['name'], secrets: ISecret[]): IRole {
    const { config, storage } = this.props;
    return druidRole(this, { config, name, key: this.key, bucket: storage.bucket, bundle: this.bundle, secrets });
  }

  private get key(): IKey {
    return this.props.storage.key;
  }

  private tagOf(name: string): string {
    return `${this.props.config.name}-${name}`;
  }

  /** More historicals while their disks fill; fewer only when no reason is left for so many. */
  private scaleByDisk(data: AutoScalingGroup): void {
    const dimensionsMap = { Platform: this.props.config.name, Service: 'druid/historical' };
    const metric = { namespace: 'Millrace/Druid', metricName: 'segment/usedPercent', dimensionsMap };
    new TargetTrackingScalingPolicy(this, 'Disk', {
      autoScalingGroup: data,
      customMetric: new Metric({ ...metric, statistic: Stats.AVERAGE }),
      targetValue: DISK_USED,
    });
    data.scaleOnMetric('PendingTasks', {
      metric: new Metric({
        namespace: 'Millrace/Druid',
        metricName: 'task/pending/count',
        dimensionsMap: { Platform: this.props.config.name, Service: 'druid/coordinator' },
        statistic: Stats.MAXIMUM,
      }),
      scalingSteps: [
        { lower: 1, change: 1 },
        { lower: 10, change: 2 },
      ],
      evaluationPeriods: PENDING_MINUTES,
    });
  }
}

function scaleByCpu(group: AutoScalingGroup): void {
  group.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
}

/** A change of these replaces no machine. */
const NOT_FOR_MACHINES = ['*.ts', '*.json', '*.md', '__pycache__', 'upload-artifacts.sh'];
const BUNDLE = path.join(import.meta.dirname, '../druid');
const NAMES = { master: 'Master', query: 'Query', data: 'Data' } as const;
/** Of what a historical may hold, as a fraction. */
const DISK_USED = 0.75;
const PENDING_MINUTES = 5;
