// Configuration files of the engines are real files with ${placeholders}; this fills them in.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Values = Readonly<Record<string, string | number>>;

/** Replaces each `${name}`. Throws on a name that has no value: an engine must not start on a half-filled file. */
export function renderTemplate(template: string, values: Values): string {
  return template.replaceAll(/\$\{([\w.]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the template names \${${name}}, which has no value`);
    return String(value);
  });
}

/** Renders the file `from` to the file `to`. */
export function renderFile(from: string, to: string, values: Values): void {
  mkdirSync(path.dirname(to), { recursive: true });
  writeFileSync(to, renderTemplate(readFileSync(from, 'utf8'), values));
}
