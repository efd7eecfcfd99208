// An incident's id: `<rule>~<opened, in ms>~<hash of its labels>`. The same slot opens the same incident, however often it is tried.
import type { Labels } from '#schemas/alerts/incident.ts';
import { labelHash } from './label-key.ts';

export function incidentId({ rule, labels, openedAt }: { rule: string; labels: Labels; openedAt: Date }): string {
  return [rule, String(openedAt.getTime()).padStart(13, '0'), labelHash(labels)].join('~');
}

/** The rule in an incident's id; any text has one, which need not exist. */
export const ruleOfIncident = (id: string): string => id.split('~', 1)[0] ?? '';
