// One YAML document that a schema is to read, with the lines on which its fields stand.
import { LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { flattenIssues } from './flatten-issues.ts';
import { lineOfPath, pointerOf } from './place-in-yaml.ts';

/** The file is not as it must be; the message has a line for each fault: file, line, field and reason. */
export class YamlFault extends Error {}

export interface ParsedYaml {
  file: string;
  lineOf: (path: readonly PropertyKey[]) => number;
  /** @throws YamlFault */
  read: <Value>(schema: z.ZodType<Value>) => Value;
}

/** @throws YamlFault for text that is no YAML */
export function parseYaml(file: string, text: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    throw new YamlFault(
      broken.map(({ message, pos }) => `${file}:${lines.linePos(pos[0]).line}: ${message.split('\n')[0]}`).join('\n'),
    );
  }
  const lineOf = (path: readonly PropertyKey[]) => lineOfPath(document, lines, path);
  return {
    file,
    lineOf,
    read: (schema) => {
      const parsed = schema.safeParse(document.toJS());
      if (parsed.success) return parsed.data;
      const faults = flattenIssues(parsed.error.issues).map((fault) => describeFault({ file, lineOf }, fault));
      throw new YamlFault(faults.join('\n'));
    },
  };
}

/** `alerts.test.yaml:12: /cases/0/series/0/values: ...` */
export function describeFault(
  { file, lineOf }: Pick<ParsedYaml, 'file' | 'lineOf'>,
  { path, reason }: { path: readonly PropertyKey[]; reason: string },
): string {
  return `${file}:${lineOf(path)}: ${pointerOf(path)}: ${reason}`;
}
