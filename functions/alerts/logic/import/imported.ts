// What an import made, and what it could not.
import type { Rule } from '#schemas/alerts/rule.ts';

/** Lost: it did not carry over. Changed: it did, but not to the letter. */
export interface Finding {
  kind: 'lost' | 'changed';
  /** Where in the file. */
  path: (string | number)[];
  /** The alert; empty for the file. */
  alert: string;
  reason: string;
}

export interface ImportedRule {
  rule: Rule;
  /** The rule's fields as they are to be written: without defaults. */
  fields: Record<string, unknown>;
}

export interface Imported {
  rules: ImportedRule[];
  findings: Finding[];
  /** Metrics for which the mapping has no measure. */
  unmapped: string[];
}
