// Whether an edit changes what a rule judges: then what it has seen means nothing any more, else it goes on.
import type { Rule } from '#schemas/alerts/rule.ts';

/** Fields that say how a rule looks and whom it tells, not what it judges. */
const BESIDE = new Set([
  'owner',
  'description',
  'labels',
  'annotations',
  'runbookUrl',
  'mutes',
  'channels',
  'notifyCorrections',
  'maxSeries',
  'enabled',
  'version',
  'createdAt',
  'updatedAt',
]);

/** Equal for rules that judge alike, whatever the order of their fields. */
export function ruleFingerprint(rule: Rule): string {
  return JSON.stringify(sorted(Object.fromEntries(Object.entries(rule).filter(([field]) => !BESIDE.has(field)))));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([field, inner]) => [field, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
