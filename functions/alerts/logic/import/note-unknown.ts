// Fields of a file that nothing is made of, so that none is dropped in silence.
import type { Finding } from './imported.ts';

export interface Given {
  path: (string | number)[];
  alert: string;
  given: object;
  /** The schema of what is read. */
  known: { shape: object };
  /** Fields that may be passed over. */
  beside?: readonly string[];
}

export function noteUnknown(findings: Finding[], { path, alert, given, known, beside = [] }: Given): void {
  for (const field of Object.keys(given)) {
    if (field in known.shape || beside.includes(field)) continue;
    findings.push({ kind: 'lost', path: [...path, field], alert, reason: `${field} has no counterpart` });
  }
}
