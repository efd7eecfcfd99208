// What is expected of a case against what came: one difference for each field, label set or notification.
import type { Incident, Labels } from '#schemas/alerts/incident.ts';
import type { Expectation, ExpectedIncident, ExpectedNotification, ExpectedSeries } from '#schemas/alerts/rule-test.ts';
import { offsetMs } from '#schemas/alerts/rule-test.ts';
import type { SeriesState } from '#schemas/alerts/rule-state.ts';
import { labelKey } from '../label-key.ts';
import { compareFields } from './compare-fields.ts';
import type { FieldDifference } from './compare-fields.ts';
import { formatOffset } from './format-offset.ts';
import type { RuleView, Told } from './run-rule.ts';

export interface Difference extends FieldDifference {
  /** Offset from the start of the case. */
  at: string;
  rule: string;
  /** Such as `incident {origin_state: CA}`; empty for the rule itself. */
  subject: string;
}

interface Viewed {
  start: number;
  rule: string;
  expected: Expectation;
  view: RuleView;
}

export function compareView({ start, rule, expected, view }: Viewed): Difference[] {
  const { at, incidents, series, rule: _, ...fields } = expected;
  const actual = { ...view, evaluatedAt: view.evaluatedAt === null ? null : new Date(view.evaluatedAt).toISOString() };
  const place = { at: formatOffset(offsetMs(at)), rule };
  const found: Found[] = [
    { name: '', found: compareFields(fields, actual, start) },
    ...(series === undefined ? [] : compareSeries(series, view.series, start)),
    ...(incidents === undefined ? [] : compareIncidents(incidents, view.incidents, start)),
  ];
  return found.flatMap(({ name, found }) => found.map((one) => Object.assign(one, place, { subject: name })));
}

interface Found {
  name: string;
  found: FieldDifference[];
}

function compareSeries(expected: ExpectedSeries[], actual: readonly SeriesState[], start: number): Found[] {
  const known = new Map(actual.filter(({ status }) => status !== 'normal').map((one) => [labelKey(one.labels), one]));
  const found = expected.map(({ labels, ...fields }): Found => {
    const key = labelKey(textLabels(labels));
    const series = known.get(key);
    known.delete(key);
    const name = `series ${showLabels(labels)}`;
    if (series === undefined) return { name, found: [{ field: '', expected: fields.status, actual: 'normal' }] };
    return { name, found: compareFields(fields, series, start) };
  });
  const rest = [...known.values()].map(({ labels, status }) => ({
    name: `series ${showLabels(labels)}`,
    found: [{ field: '', expected: 'normal', actual: status }],
  }));
  return [...found, ...rest];
}

function compareIncidents(expected: ExpectedIncident[], actual: readonly Incident[], start: number): Found[] {
  const left = [...actual];
  const found = expected.map(({ labels, status, ...fields }): Found => {
    const key = labelKey(textLabels(labels));
    const fits = (one: Incident) => labelKey(one.labels) === key && one.status === status;
    // The newest one that fits, so that a kind that is named chooses between two.
    const index = left.findLastIndex((one) => fits(one) && (fields.kind === undefined || one.kind === fields.kind));
    const name = `incident ${showLabels(labels)}`;
    const [incident] = index < 0 ? [] : left.splice(index, 1);
    if (incident === undefined) return { name, found: [{ field: '', expected: status, actual: 'none' }] };
    return { name, found: compareFields(fields, incident, start) };
  });
  const rest = left.filter(({ status }) => status === 'open');
  return [
    ...found,
    ...rest.map((incident) => ({
      name: `incident ${showLabels(incident.labels)}`,
      found: [{ field: '', expected: 'none', actual: showIncident(incident, start) }],
    })),
  ];
}

interface Notified {
  start: number;
  /** Whose the expected ones are that name no rule. */
  onlyRule: string;
  expected: ExpectedNotification[];
  told: readonly Told[];
}

/** Each expected one takes the first that fits its time, rule, type and labels; or at least all but the time. */
export function compareNotifications({ start, onlyRule, expected, told }: Notified): Difference[] {
  const left = new Set(told);
  const take = (wanted: ExpectedNotification, at: number | undefined): Told | undefined => {
    const found = [...left].find((one) => (at === undefined || one.at === at) && fits(one, wanted, onlyRule));
    if (found !== undefined) left.delete(found);
    return found;
  };
  const timely = expected.map((wanted) => ({ wanted, one: take(wanted, start + offsetMs(wanted.at)) }));
  const differences = timely.flatMap(({ wanted, one }) => {
    const { at, rule = onlyRule, type, labels, ...fields } = wanted;
    const place = { at: formatOffset(offsetMs(at)), rule, subject: `notification ${type} ${showLabels(labels)}` };
    const found =
      one === undefined
        ? missed(take(wanted, undefined), place.at, start)
        : compareFields(fields, one.notice.incident, start);
    return found.map((difference) => Object.assign(difference, place));
  });
  const rest = [...left].map(({ at, rule, notice: { type, incident } }) => ({
    at: formatOffset(at - start),
    rule,
    subject: `notification ${type.replace('incident.', '')} ${showLabels(incident.labels)}`,
    field: '',
    expected: 'not told',
    actual: showIncident(incident, start),
  }));
  return [...differences, ...rest];
}

const fits = ({ rule, notice }: Told, wanted: ExpectedNotification, onlyRule: string): boolean =>
  rule === (wanted.rule ?? onlyRule) &&
  notice.type === `incident.${wanted.type}` &&
  labelKey(notice.incident.labels) === labelKey(textLabels(wanted.labels));

function missed(other: Told | undefined, at: string, start: number): FieldDifference[] {
  if (other === undefined) return [{ field: '', expected: 'told', actual: 'not told' }];
  return [{ field: 'at', expected: at, actual: formatOffset(other.at - start) }];
}

type GivenLabels = Record<string, string | number | null>;

const textLabels = (labels: GivenLabels): Labels =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, value === null ? null : String(value)]));

const showLabels = (labels: GivenLabels): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')}}`;

const showIncident = ({ severity, startedAt, value, reason }: Incident, start: number): string =>
  `${severity} since ${formatOffset(Date.parse(startedAt) - start)}, value ${value} (${reason})`;
