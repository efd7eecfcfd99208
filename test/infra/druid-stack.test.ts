import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { artifactsOf, ARTIFACT_VARIABLES } from '../../infra/druid/artifacts.ts';
import { sizeFor } from '../../infra/sizing.ts';
import { PRESETS } from '../../infra/presets.ts';
import { DEVELOPMENT, RICH } from './support/cases.ts';
import { BUNDLE } from './support/druid-machine.ts';
import { stackOf, synthesize } from './support/synthesize.ts';

const MEDIUM = { load: 'medium' };
const { druid: sizing } = sizeFor(PRESETS.medium);
const { template, resources, stack } = stackOf(MEDIUM, 'Druid');
const text = (value: unknown) => JSON.stringify(value);
const groupOf = (name: string) =>
  Object.values(
    template.findResources('AWS::AutoScaling::AutoScalingGroup', {
      Properties: {
        Tags: Match.arrayWith([{ Key: 'millrace:druid', PropagateAtLaunch: true, Value: `millrace-${name}` }]),
      },
    }),
  );
const idOf = (name: string) =>
  Object.keys(
    template.findResources('AWS::AutoScaling::AutoScalingGroup', {
      Properties: {
        Tags: Match.arrayWith([{ Key: 'millrace:druid', PropagateAtLaunch: true, Value: `millrace-${name}` }]),
      },
    }),
  )[0];
const userData = resources
  .filter(({ type }) => type === 'AWS::EC2::LaunchTemplate')
  .map(({ properties }) => text(properties['LaunchTemplateData']));

describe('groups of machines', () => {
  it.each([
    ['data', sizing.data.count],
    ['query', sizing.query.count],
    ['master', sizing.master.count],
  ])('%s: a new machine must say that it does its work before an old one ends', (name, count) => {
    const [group] = groupOf(name);
    expect(group).toMatchObject({
      CreationPolicy: { ResourceSignal: { Count: count, Timeout: 'PT1H' } },
      UpdatePolicy: {
        AutoScalingRollingUpdate: {
          MaxBatchSize: 1,
          MinInstancesInService: count,
          WaitOnResourceSignals: true,
          PauseTime: 'PT1H',
        },
      },
    });
    expect(Number(group?.['Properties'].MinSize)).toBe(count);
    expect(Number(group?.['Properties'].MaxSize)).toBeGreaterThan(count);
  });

  it('are updated data first, then query, then master', () => {
    expect(groupOf('master')[0]?.['DependsOn']).toContain(idOf('query'));
    expect(groupOf('query')[0]?.['DependsOn']).toContain(idOf('data'));
  });

  it('drain a machine before it ends, and do not count one that never was ready', () => {
    const hook = (transition: string, result: string) =>
      template.resourcePropertiesCountIs(
        'AWS::AutoScaling::LifecycleHook',
        { LifecycleTransition: `autoscaling:${transition}`, DefaultResult: result },
        3,
      );
    hook('EC2_INSTANCE_TERMINATING', 'CONTINUE');
    hook('EC2_INSTANCE_LAUNCHING', 'ABANDON');
  });

  it('grow with their load, data nodes with their disks and waiting tasks as well', () => {
    template.resourcePropertiesCountIs(
      'AWS::AutoScaling::ScalingPolicy',
      {
        TargetTrackingConfiguration: {
          PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
        },
      },
      2,
    );
    template.hasResourceProperties('AWS::AutoScaling::ScalingPolicy', {
      AutoScalingGroupName: { Ref: idOf('data') },
      TargetTrackingConfiguration: { CustomizedMetricSpecification: { MetricName: 'segment/usedPercent' } },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'task/pending/count' });
  });

  it.each(['small', 'medium', 'large'])('are Graviton with %s', (load) => {
    const templates = stackOf({ load }, 'Druid').template.findResources('AWS::EC2::LaunchTemplate');
    const types = Object.values(templates).map(({ Properties }) => Properties.LaunchTemplateData.InstanceType);
    expect(types.filter((type) => !/^[a-z]+\dg[a-z]*\./.test(String(type)))).toEqual([]);
    expect(text(templates)).toContain('al2023');
  });
});

describe('user data', () => {
  it('fits, and has nothing secret in it: secrets are named by their ARNs', () => {
    expect(userData).toHaveLength(6);
    expect(userData.filter((data) => data.length > 16_000)).toEqual([]);
    expect(userData.join()).not.toMatch(/resolve:secretsmanager|SecretString|Fn::GetSecret/);
    expect(userData.join()).toContain('CLIENT_SECRET=');
  });

  it('tells machines everything that their scripts ask for', () => {
    const scripts = globSync('boot/*.sh', { cwd: BUNDLE })
      .filter((file) => !file.includes('upload'))
      .map((file) => readFileSync(path.join(BUNDLE, file), 'utf8'))
      .join('\n')
      .replaceAll(/^\s*#.*$/gm, '');
    const asked = new Set(
      [...scripts.matchAll(/\$\{?([A-Z][A-Z0-9_]+)(?![A-Z0-9_]|:-)/g)].map(([, name]) => name ?? ''),
    );
    const isSet = (name: string) => new RegExp(`(^|[\\s(;])(local )?${name}=`, 'm').test(scripts);
    const told = new Set([...userData.join().matchAll(/([A-Z][A-Z0-9_]+)='/g)].map(([, name]) => name ?? ''));
    const provided = new Set(['BASH_SOURCE', 'SECONDS']);
    expect([...asked].filter((name) => !isSet(name) && !told.has(name) && !provided.has(name))).toEqual([]);
    expect(asked.size).toBeGreaterThan(15);
  });

  it('signals for the very group that starts the machine', () => {
    const launched = Object.values(
      template.findResources('AWS::AutoScaling::AutoScalingGroup', { CreationPolicy: {} }),
    );
    expect(launched).toHaveLength(6);
    expect(userData.filter((data) => data.includes(`RESOURCE='${idOf('data')}'`))).toHaveLength(1);
  });
});

describe('ZooKeeper', () => {
  it('has three fixed addresses in three subnets, under names of the private zone', () => {
    const addresses = Object.values(template.findResources('AWS::EC2::NetworkInterface'));
    expect(new Set(addresses.map(({ Properties }) => text(Properties.SubnetId))).size).toBe(3);
    template.resourcePropertiesCountIs(
      'AWS::Route53::RecordSet',
      { Name: Match.stringLikeRegexp('^zookeeper-[123]\\.millrace\\.internal\\.$') },
      3,
    );
  });

  it('is replaced member by member, the old one first', () => {
    const [first, second, third] = groupOf('zookeeper');
    expect(text(second?.['DependsOn'])).toContain('ZookeeperMember1');
    expect(text(third?.['DependsOn'])).toContain('ZookeeperMember2');
    expect(first?.['UpdatePolicy'].AutoScalingRollingUpdate).toMatchObject({
      MinInstancesInService: 0,
      WaitOnResourceSignals: true,
    });
  });
});

describe('the metadata store', () => {
  it('is encrypted, takes TLS only, and is protected in production', () => {
    template.hasResourceProperties('AWS::RDS::DBCluster', {
      StorageEncrypted: true,
      DeletionProtection: true,
      BackupRetentionPeriod: 14,
      ServerlessV2ScalingConfiguration: {
        MinCapacity: sizing.postgres.minimumAcu,
        MaxCapacity: sizing.postgres.maximumAcu,
      },
    });
    template.hasResourceProperties('AWS::RDS::DBClusterParameterGroup', { Parameters: { 'rds.force_ssl': '1' } });
    stackOf(DEVELOPMENT, 'Druid').template.hasResourceProperties('AWS::RDS::DBCluster', { DeletionProtection: false });
  });

  it('runs on instances of its own where that is asked for', () => {
    const provisioned = stackOf(RICH, 'Druid').template;
    provisioned.allResourcesProperties('AWS::RDS::DBInstance', {
      DBInstanceClass: `db.${sizing.postgres.instanceType}`,
    });
  });
});

describe('the load balancer', () => {
  it('is inside, and asks what answers without a password', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internal',
      Type: 'network',
    });
    const targets = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup'));
    const paths = targets.map(({ Properties }) => [
      Properties.Port,
      Properties.HealthCheckProtocol,
      Properties.HealthCheckPath,
    ]);
    expect(new Set(paths)).toEqual(
      new Set([
        [8281, 'HTTPS', '/status/health'],
        [8282, 'HTTPS', '/druid/broker/v1/readiness'],
        [9088, 'HTTPS', '/status/health'],
      ]),
    );
  });
});

describe('versions', () => {
  it('are refused with a release of Java that they do not run on', () => {
    expect(() => synthesize({ load: 'small', druid: { version: '33.0.0', java: 21 } })).toThrow(
      'Druid 33.0.0 does not run on Java 21, only on 17',
    );
  });

  it('bring their own properties', () => {
    const newer = stackOf({ load: 'small', druid: { version: '35.0.0', java: 21 } }, 'Druid').template;
    expect(text(newer.toJSON())).toContain("VERSION_PROPERTIES='druid.server.http.enforceStrictSNIHostChecking=false'");
    expect(text(template.toJSON())).toContain("VERSION_PROPERTIES=''");
  });
});

describe('artifacts', () => {
  it('are asked for by checksum where no list has them, so that nothing unchecked is deployed', () => {
    const parameters = template.findParameters('*', { AllowedPattern: '[0-9a-f]{128}' });
    expect(Object.keys(parameters)).toHaveLength(5);
    expect(Object.values(parameters).filter((parameter) => parameter['Default'] !== undefined)).toEqual([]);
  });

  it('are those of the list that their upload wrote', () => {
    const file = path.join(tmpdir(), `artifacts-${process.pid}.json`);
    const sums = Object.fromEntries(
      Object.values(ARTIFACT_VARIABLES).map((name, index) => [name, String(index).repeat(128)]),
    );
    writeFileSync(file, text(sums));
    const own = new Stack(new App(), 'Own');
    expect(artifactsOf(own, file)['DRUID_SHA512']).toBe('0'.repeat(128));
    expect(own.node.children).toEqual([]);
    rmSync(file);
  });
});

it('says where functions reach it', () => {
  expect(stack).toMatchObject({
    brokerUrl: 'https://broker.millrace.internal:8282',
    coordinatorUrl: 'https://router.millrace.internal:9088',
  });
});
