// The rule that an alert of another system becomes, checked as every rule is.
import type { Level } from '#schemas/alerts/condition.ts';
import type { MetricMapping } from '#schemas/alerts/metric-mapping.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import { FieldName } from '#schemas/name.ts';
import { CannotImport } from './cannot-import.ts';
import type { Judged } from './condition-of-promql.ts';
import type { Finding, ImportedRule } from './imported.ts';
import type { Names } from './measure-of-promql.ts';
import { isoDuration } from './prom-duration.ts';
import { isTemplate, translateTemplate } from './translate-template.ts';

export interface Alert {
  name: string;
  /** Where in the file. */
  path: (string | number)[];
  /** Where it comes from, for people. */
  description: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  everyMs: number;
  forMs: number;
  keepFiringMs: number;
  noDataRule: 'incident' | 'ok' | 'alerting' | 'keep-last';
  isPaused: boolean;
}

export interface Importing {
  mapping: MetricMapping;
  names: Names;
  /** Names of rules that are taken. */
  taken: Set<string>;
  findings: Finding[];
}

const LEVELS = new Map<string, Level>([
  ['critical', 'critical'],
  ['page', 'critical'],
  ['error', 'critical'],
  ['emergency', 'critical'],
  ['warning', 'warning'],
  ['warn', 'warning'],
]);

export const levelOf = ({ severity = '' }: Record<string, string>): Level =>
  LEVELS.get(severity.toLowerCase()) ?? 'warning';

/** Where a window is not said. */
const INSTANT_MS = 60_000;
const LEAST_MS = 10_000;

/** Undefined for what is no rule; what does not carry over is in the findings. */
export function ruleOfAlert(
  alert: Alert,
  { measured, condition }: Judged,
  importing: Importing,
): ImportedRule | undefined {
  const note = (kind: Finding['kind'], reason: string, ...path: (string | number)[]) =>
    void importing.findings.push({ kind, path: [...alert.path, ...path], alert: alert.name, reason });
  for (const remark of measured.remarks) note('changed', remark);
  const { severity = '' } = alert.labels;
  if (severity !== '' && !LEVELS.has(severity.toLowerCase()))
    note('changed', `severity ${severity} became warning`, 'labels', 'severity');
  if (alert.everyMs < LEAST_MS) note('changed', 'it is evaluated every 10 s, the shortest there is');
  if (measured.scale !== 1)
    note('changed', 'value and threshold are those of the measure over the window, not per second or in percent');
  const { model, measure, filters, groupBy } = measured;
  const annotations = annotationsOf(alert, importing, note);
  const { runbook_url: runbookUrl, ...texts } = annotations;
  const isUrl = runbookUrl !== undefined && URL.canParse(runbookUrl) && !isTemplate(runbookUrl);
  const fields = {
    name: freeName(alert.name, importing.taken),
    owner: importing.mapping.owner,
    description: alert.description,
    model,
    measure,
    ...(filters.length === 0 ? {} : { filters }),
    ...(groupBy.length === 0 ? {} : { groupBy }),
    window: isoDuration(measured.windowMs ?? INSTANT_MS),
    every: isoDuration(Math.max(LEAST_MS, alert.everyMs)),
    condition,
    ...(alert.forMs === 0 ? {} : { for: isoDuration(alert.forMs) }),
    ...(alert.keepFiringMs === 0 ? {} : { keepFiringFor: isoDuration(alert.keepFiringMs) }),
    noData: { rule: alert.noDataRule, series: 'ok' },
    ...some('labels', labelsOf(alert, note)),
    ...some('annotations', isUrl ? texts : annotations),
    ...(isUrl ? { runbookUrl } : {}),
    ...(importing.mapping.channels.length === 0 ? {} : { channels: importing.mapping.channels }),
    ...(alert.isPaused ? { enabled: false } : {}),
  };
  const parsed = Rule.safeParse(fields);
  if (parsed.success) return { rule: parsed.data, fields };
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('/')}: ${message}`);
  note('lost', `it makes no rule: ${reasons.join('; ')}`);
  return undefined;
}

const some = (name: string, record: Record<string, string>) =>
  Object.keys(record).length === 0 ? {} : { [name]: record };

type Note = (kind: Finding['kind'], reason: string, ...path: (string | number)[]) => void;

function annotationsOf({ annotations }: Alert, { names }: Importing, note: Note): Record<string, string> {
  const dimensionOf = (label: string): string => {
    const dimension = names.labels.dimensionOf(label);
    if (dimension === null) throw new CannotImport(`events do not have the label ${label}`);
    return dimension;
  };
  const translated = Object.entries(annotations).flatMap(([name, template]): [string, string][] => {
    const path = ['annotations', name];
    if (!FieldName.safeParse(name).success) {
      note('lost', `the annotation ${name} has no name that an annotation may have`, ...path);
      return [];
    }
    try {
      const { text, remarks } = translateTemplate(template, dimensionOf);
      for (const remark of remarks) note('changed', remark, ...path);
      return text === '' ? [] : [[name, text]];
    } catch (error) {
      if (!(error instanceof CannotImport)) throw error;
      note('lost', `the annotation ${name}: ${error.message}`, ...path);
      return [];
    }
  });
  return Object.fromEntries(translated);
}

/** The severity is the level of the condition. */
function labelsOf({ labels }: Alert, note: Note): Record<string, string> {
  const kept = Object.entries(labels).filter(([name, value]) => {
    if (name === 'severity') return false;
    const isName = FieldName.safeParse(name).success;
    if (isName && !isTemplate(value)) return true;
    note(
      'lost',
      isName
        ? `the label ${name} is a template; labels of rules are fixed`
        : `the label ${name} has no name that a label may have`,
      'labels',
      name,
    );
    return false;
  });
  return Object.fromEntries(kept);
}

/** `HighErrorRate` becomes `high-error-rate`; a name that is taken gets a number. */
function freeName(name: string, taken: Set<string>): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2');
  const plain = words
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 58);
  const base = plain === '' ? 'rule' : plain;
  let free = base;
  for (let number = 2; taken.has(free); number += 1) free = `${base}-${number}`;
  taken.add(free);
  return free;
}
