// A plan as text: what to buy and why, what it costs, which quotas it meets, and what was taken for granted.
import type { Load } from '../config.ts';
import type { Sizing } from '../sizing.ts';
import { ASSUMPTIONS, assumptionNames } from './assumptions.ts';
import type { Assumptions } from './assumptions.ts';
import { totalOf } from './cost-line.ts';
import { MEASURED } from './measured.ts';

export interface Plan {
  load: Load;
  sizing: Sizing;
  assumptions: Assumptions;
}

export const printPlan = (plan: Plan): string =>
  [
    printLoad(plan.load),
    ...table('What to run', partsOf(plan.sizing)),
    ...table('What it costs in a month, in USD (list prices of us-east-1: check them)', costsOf(plan.sizing)),
    ...table('Quotas', quotasOf(plan.sizing)),
    ...table('Taken for granted (--assume name=value)', assumptionsOf(plan.assumptions)),
    `Measured: one core, by \`${MEASURED.command}\` on ${MEASURED.machine}.`,
  ].join('\n');

function printLoad({ eventsPerSecond, eventBytes, retentionDays, queriesPerSecond, availability }: Load): string {
  const { average, peak } = eventsPerSecond;
  return [
    `${count(average)} events/s on average, ${count(peak)} at the peak, ${count(eventBytes)} bytes each, ${count(queriesPerSecond)} queries/s;`,
    `kept ${retentionDays.kafka} days in Kafka and ${retentionDays.druid} in Druid; availability: ${availability}.`,
  ].join('\n');
}

function partsOf({ kafka, flink, druid, postgres, api, network }: Sizing): string[][] {
  const { count: brokers, clusters, instanceType, diskGib } = kafka;
  const groups = [
    { name: 'data', group: druid.data },
    { name: 'query', group: druid.query },
    { name: 'master', group: druid.master },
    { name: 'ZooKeeper', group: druid.zookeeper },
  ];
  const { ingest, query, evaluate, notify } = api.concurrency;
  return [
    [
      'Kafka',
      `${timesOf(clusters, `${brokers} ${instanceType}`)}${diskGib > 0 ? `, ${count(diskGib)} GiB each` : ''}`,
      kafka.reason,
    ],
    [
      'streams',
      `${kafka.streams} raw, ${kafka.streams} cleaned, ${kafka.partitionsPerStream} partitions each`,
      kafka.divisionReason,
    ],
    ['Flink', timesOf(flink.applications, `${flink.kpus} KPUs`), flink.reason],
    ...groups.map(({ name, group }) => [
      `Druid ${name}`,
      `${group.count} ${group.instanceType}, ${count(group.diskGib)} GiB each`,
      group.reason,
    ]),
    [
      'Druid tasks',
      `${druid.tasks} in ${kafka.streams === 1 ? 'one model' : `${kafka.streams} models`}`,
      'a task is busy with one core',
    ],
    ['Aurora', `${postgres.minimumAcu} to ${postgres.maximumAcu} ACU, ${postgres.readers} readers`, postgres.reason],
    ['functions', `${ingest + query + evaluate + notify} at once`, api.reason],
    ['network', `endpoints in ${network.endpointZones === 1 ? 'one zone' : 'three zones'}`, network.reason],
  ];
}

const timesOf = (times: number, what: string): string => (times === 1 ? what : `${times} x ${what}`);

function costsOf({ costs, monthlyUsd }: Sizing): string[][] {
  const parts = [...Map.groupBy(costs, ({ part }) => part)];
  return [
    ...parts.map(([part, lines]) => [
      part,
      count(Math.round(totalOf(lines))),
      lines.map(({ item, monthlyUsd: usd }) => `${item}: ${count(Math.round(usd))}`).join('; '),
    ]),
    ['together', count(Math.round(monthlyUsd)), ''],
  ];
}

const quotasOf = ({ quotas }: Sizing): string[][] =>
  quotas.map(({ name, limit, used, how }) => [name, `${count(used)} of ${count(limit)}`, how]);

const assumptionsOf = (assumptions: Assumptions): string[][] =>
  assumptionNames.map((name) => [name, String(assumptions[name]), ASSUMPTIONS[name].why]);

const count = (value: number): string => value.toLocaleString('en');

/** Columns that are as wide as their widest cell, but for the last. */
function table(title: string, rows: string[][]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [first, second] = [width(0), width(1)];
  const lines = rows.map(([name = '', what = '', why = '']) =>
    `  ${name.padEnd(first)}  ${what.padEnd(second)}  ${why}`.trimEnd(),
  );
  return ['', title, ...lines, ''];
}
