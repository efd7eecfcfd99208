import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../infra/presets.ts';
import { sizeFor } from '../../infra/sizing.ts';
import { assume } from '../../infra/sizing/assumptions.ts';
import { instanceMonth, totalOf } from '../../infra/sizing/cost-line.ts';
import { fleetOf } from '../../infra/sizing/machines.ts';
import { metricsMonth } from '../../infra/sizing/metrics-month.ts';
import { INTERFACE_ENDPOINTS } from '../../infra/sizing/size-network.ts';
import { stackOf } from './support/synthesize.ts';

const { small, medium, large } = PRESETS;
const enormous = { ...large, eventsPerSecond: { average: 30_000_000, peak: 30_000_000 } };

const rowsOf = (quotas: { name: string; used: number }[], name: string) =>
  quotas.filter((quota) => quota.name.includes(name)).map(({ used }) => used);

describe('brokers', () => {
  it('are Standard ones where data is kept for a day', () => {
    expect(sizeFor({ ...large, retentionDays: { ...large.retentionDays, kafka: 1 } }).kafka.brokers).toBe('standard');
  });

  it('are Express ones where data is kept for a week, since only one copy is billed', () => {
    expect(sizeFor({ ...large, retentionDays: { ...large.retentionDays, kafka: 7 } }).kafka.brokers).toBe('express');
  });

  it('are of the kind that costs less', () => {
    const { kafka } = sizeFor(medium);
    expect(totalOf(kafka.costs)).toBeLessThanOrEqual(totalOf(kafka.other.costs));
  });

  it('are not bursting, since a t3.small admits four new IAM connections a second', () => {
    expect(sizeFor(small).kafka.instanceType).toBe('kafka.m7g.large');
  });

  it('fill the three zones evenly', () => {
    expect([small, medium, large, enormous].map((load) => sizeFor(load).kafka.count % 3)).toEqual([0, 0, 0, 0]);
  });
});

describe('thirty million events a second', () => {
  const { kafka, flink, druid, quotas } = sizeFor(enormous);

  it('are divided among clusters, applications and models, none of which passes its quota', () => {
    expect(kafka.clusters).toBeGreaterThan(1);
    expect(flink.applications).toBeGreaterThan(1);
    expect(rowsOf(quotas, 'brokers of a cluster')[0]).toBeLessThanOrEqual(60);
    expect(rowsOf(quotas, 'KPUs of an application')[0]).toBeLessThanOrEqual(64);
    expect(Math.ceil(druid.tasks / kafka.streams)).toBeLessThanOrEqual(100);
  });

  it('have a stream for each application at least', () => {
    expect(kafka.streams).toBeGreaterThanOrEqual(flink.applications);
  });

  it('have a partition for each task and each KPU', () => {
    expect(kafka.streams * kafka.partitionsPerStream).toBeGreaterThanOrEqual(druid.tasks);
    expect(kafka.streams * kafka.partitionsPerStream).toBeGreaterThanOrEqual(flink.applications * flink.kpus);
  });
});

describe('availability', () => {
  it('that is high doubles tasks, segments, masters and query nodes, and puts endpoints into every zone', () => {
    const { druid, network } = sizeFor({ ...small, availability: 'high' });
    expect(druid.data.count).toBe(3);
    expect(druid.master.count).toBe(2);
    expect(druid.query.count).toBe(2);
    expect(network.endpointZones).toBe(3);
  });

  it('that is high does not live on the credits of bursting machines, but for ZooKeeper', () => {
    const { druid } = sizeFor({ ...small, availability: 'high' });
    expect([druid.data, druid.query, druid.master].map(({ instanceType }) => instanceType)).toEqual([
      'r7g.large',
      'm7g.large',
      'm7g.large',
    ]);
  });
});

describe('an assumption', () => {
  it('that is replaced changes the plan: ten events in a row need a tenth of the disks', () => {
    const [all, rolled] = [sizeFor(large), sizeFor(large, assume({ rollup: 10 }))];
    const gibOf = ({ druid: { data } }: typeof all) => data.count * data.diskGib;
    expect(gibOf(rolled) / gibOf(all)).toBeCloseTo(0.1, 2);
  });

  it('keeps the others as they are', () => {
    expect(assume({ rollup: 10 })).toEqual({ ...assume(), rollup: 10 });
  });
});

describe('costs', () => {
  it('are added up from their lines', () => {
    const { costs, monthlyUsd } = sizeFor(medium);
    expect(totalOf(costs)).toBe(monthlyUsd);
    expect(costs.every((line) => line.monthlyUsd > 0)).toBe(true);
  });

  it('of an instance are in proportion to the smallest of its family', () => {
    expect(instanceMonth('r7g.4xlarge')).toBeCloseTo(8 * 0.1071 * 730, 6);
  });

  it('of an instance without a price are refused', () => {
    expect(() => instanceMonth('x1.large')).toThrow('there is no price of x1.large');
  });

  it('of metrics fall from tier to tier', () => {
    expect(metricsMonth(10_000)).toBeCloseTo(3000, 6);
    expect(metricsMonth(20_000)).toBeCloseTo(4000, 6);
  });

  it('count as many endpoints as the network has', () => {
    stackOf({ load: 'small' }, 'Network').template.resourcePropertiesCountIs(
      'AWS::EC2::VPCEndpoint',
      { VpcEndpointType: 'Interface' },
      INTERFACE_ENDPOINTS,
    );
  });
});

describe('a fleet', () => {
  const machines = [
    { instanceType: 'small', vcpus: 2 },
    { instanceType: 'large', vcpus: 4 },
  ];

  it('is of the smallest kind of which there are not too many', () => {
    expect(fleetOf(machines, { vcpus: 6, least: 1, most: 3 })).toMatchObject({ instanceType: 'small', count: 3 });
    expect(fleetOf(machines, { vcpus: 7, least: 1, most: 3 })).toMatchObject({ instanceType: 'large', count: 2 });
  });

  it('is of as many of the largest kind as it takes', () => {
    expect(fleetOf(machines, { vcpus: 400, least: 1, most: 3 })).toMatchObject({ instanceType: 'large', count: 100 });
  });
});
