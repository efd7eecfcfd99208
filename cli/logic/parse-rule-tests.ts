// One file of rule tests, with the lines on which its fields stand.
import { LineCounter, parseDocument } from 'yaml';
import { RuleTests } from '#schemas/alerts/rule-test.ts';
import { flattenIssues } from './flatten-issues.ts';
import { lineOfPath, pointerOf } from './place-in-yaml.ts';

export interface ParsedRuleTests {
  tests: RuleTests;
  lineOf: (path: readonly PropertyKey[]) => number;
}

/** The tests, or a line for each thing that is wrong: file, line, field and reason. */
export function parseRuleTests(file: string, text: string): ParsedRuleTests | { errors: string[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return {
      errors: broken.map(({ message, pos }) => `${file}:${lines.linePos(pos[0]).line}: ${message.split('\n')[0]}`),
    };
  }
  const lineOf = (path: readonly PropertyKey[]) => lineOfPath(document, lines, path);
  const parsed = RuleTests.safeParse(document.toJS());
  if (parsed.success) return { tests: parsed.data, lineOf };
  return { errors: flattenIssues(parsed.error.issues).map((issue) => describeFault(file, lineOf, issue)) };
}

/** `alerts.test.yaml:12: /cases/0/series/0/values: ...` */
export function describeFault(
  file: string,
  lineOf: ParsedRuleTests['lineOf'],
  { path, reason }: { path: readonly PropertyKey[]; reason: string },
): string {
  return `${file}:${lineOf(path)}: ${pointerOf(path)}: ${reason}`;
}
