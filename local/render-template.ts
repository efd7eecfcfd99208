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
  renderFiles([from], to, values);
}

/** Renders a base and what is appended to it. */
export function renderFiles(from: readonly string[], to: string, values: Values): void {
  mkdirSync(path.dirname(to), { recursive: true });
  const template = from.map((file) => readFileSync(file, 'utf8')).join('\n');
  writeFileSync(to, renderTemplate(template, values));
}
