// What a backtest found, for people.
import type { Incident } from '#schemas/alerts/incident.ts';
import type { Backtest, BacktestResult } from '#schemas/alerts/try-rule.ts';
import { formatTable } from './format-table.ts';

const MOST_INCIDENTS = 20;

export function formatBacktest({ from, to, rule, compare, difference }: Backtest): string {
  if (compare === null || difference === null) return `${summaryOf({ from, to }, rule)}\n\n${incidentsOf(rule)}`;
  const rows = [
    ['incidents', rule.incidents.length, compare.incidents.length, signed(difference.incidents)],
    [
      'firing for',
      seconds(rule.firingSeconds),
      seconds(compare.firingSeconds),
      signedSeconds(difference.firingSeconds),
    ],
    ['flaps', rule.flaps, compare.flaps, signed(compare.flaps - rule.flaps)],
    ...Object.entries(difference.told).map(([channel, more]) => [
      `told: ${channel}`,
      rule.told[channel] ?? 0,
      compare.told[channel] ?? 0,
      signed(more),
    ]),
  ];
  const columns = [
    { title: '' },
    ...['THIS', 'OTHER', 'DIFFERENCE'].map((title) => ({ title, align: 'right' as const })),
  ];
  const sets = difference.labelSets
    .slice(0, MOST_INCIDENTS)
    .map(({ labels, incidents }) => [labelsOf(labels), signed(incidents)]);
  const changed =
    sets.length === 0 ? '' : `\n${formatTable([{ title: 'LABELS' }, { title: 'INCIDENTS', align: 'right' }], sets)}`;
  return `${rangeOf({ from, to }, rule)}\n\n${formatTable(columns, rows)}${changed}`;
}

interface Range {
  from: string;
  to: string;
}

const rangeOf = ({ from, to }: Range, { windows, series }: BacktestResult): string =>
  `${windows} windows from ${from} to ${to}, ${series} label set${series === 1 ? '' : 's'}`;

function summaryOf(range: Range, result: BacktestResult): string {
  const told = Object.entries(result.told).map(([channel, count]) => `${channel} ${count}`);
  return [
    rangeOf(range, result),
    `${result.incidents.length} incidents, firing for ${seconds(result.firingSeconds)} in all, ${result.flaps} of them soon after the last one`,
    `notifications: ${result.notifications.length}${told.length === 0 ? '' : `; told: ${told.join(', ')}`}`,
  ].join('\n');
}

function incidentsOf({ incidents, truncated }: BacktestResult): string {
  if (incidents.length === 0) return '';
  const titles = ['OPENED', 'RESOLVED', 'SEVERITY', 'LABELS', 'REASON'].map((title) => ({ title }));
  const rows = incidents
    .slice(-MOST_INCIDENTS)
    .map(({ openedAt, resolvedAt, severity, labels, reason }) => [
      openedAt,
      resolvedAt ?? 'open',
      severity,
      labelsOf(labels),
      reason,
    ]);
  const more = incidents.length - rows.length;
  const note =
    more > 0 || truncated
      ? `the last ${rows.length} of ${truncated ? 'very many' : incidents.length}; --json has them\n`
      : '';
  return `${formatTable(titles, rows)}${note}`;
}

const labelsOf = (labels: Incident['labels']): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value ?? 'null'}`)
    .join(' ');

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));

const signedSeconds = (all: number): string => `${all < 0 ? '-' : '+'}${seconds(Math.abs(all))}`;

function seconds(all: number): string {
  const [hours, minutes] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${all % 60} s` : `${all} s`;
}
