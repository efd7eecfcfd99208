// A label set as text: equal for equal sets, whatever the order of their labels.
import { createHash } from 'node:crypto';
import type { Labels } from '#schemas/alerts/incident.ts';

export function labelKey(labels: Labels): string {
  const sorted = Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(sorted);
}

/** The label set as a short text for keys and ids: 80 bits of its SHA-256. */
export const labelHash = (labels: Labels): string =>
  createHash('sha256').update(labelKey(labels)).digest('hex').slice(0, 20);
