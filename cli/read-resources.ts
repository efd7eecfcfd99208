// The definitions in files and folders, or from stdin.
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from './command.ts';
import { parseResources } from './logic/parse-resources.ts';
import type { ParsedFile } from './logic/parse-resources.ts';
import type { Terminal } from './terminal.ts';

export interface ReadResources extends ParsedFile {
  /** Files of a folder that hold no definition: other JSON, and rule tests. */
  skipped: string[];
}

/** Reads each path: a file, a folder with all below it (`.yaml`, `.yml`, `.json`), or `-` for stdin. */
export async function readResources(paths: readonly string[], terminal: Terminal): Promise<ReadResources> {
  const all: ReadResources = { resources: [], errors: [], skipped: [] };
  for (const file of (await Promise.all(paths.map(filesOf))).flat()) {
    if (file.fromFolder && isRuleTestFile(file.path)) {
      all.skipped.push(file.path);
      continue;
    }
    const text = file.path === '-' ? await terminal.readInput() : await readFile(file.path, 'utf8');
    if (file.fromFolder && isOtherJson(file.path, text)) {
      all.skipped.push(file.path);
      continue;
    }
    const label = file.path === '-' ? 'stdin' : file.path;
    const parsed = parseResources({ file: label, text, environment: terminal.environment });
    all.resources.push(...parsed.resources);
    all.errors.push(...parsed.errors);
  }
  return { ...all, errors: [...all.errors, ...repeated(all)] };
}

/** Rule tests stand beside the rules; `millrace test` reads them. */
export const isRuleTestFile = (file: string): boolean => /\.test\.(ya?ml|json)$/.test(file);

interface FoundFile {
  path: string;
  fromFolder: boolean;
}

async function filesOf(given: string): Promise<FoundFile[]> {
  if (given === '-') return [{ path: given, fromFolder: false }];
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) throw new UsageError(`there is no file or folder ${given}`);
  if (!found.isDirectory()) return [{ path: given, fromFolder: false }];
  const names = (await readdir(given, { recursive: true }))
    .filter((name) => /\.(ya?ml|json)$/.test(name) && !/(^|\/)(\.|node_modules\/)/.test(name))
    .sort();
  if (names.length === 0) throw new UsageError(`there is no .yaml, .yml or .json file in ${given}`);
  return names.map((name) => ({ path: path.join(given, name), fromFolder: true }));
}

/** JSON beside definitions may be something else, such as a dashboard: then it has no `kind`. */
function isOtherJson(file: string, text: string): boolean {
  if (!file.endsWith('.json')) return false;
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null && !('kind' in content);
  } catch {
    return false;
  }
}

function repeated({ resources }: ParsedFile): string[] {
  const firsts = new Map<string, string>();
  return resources.flatMap(({ kind, name, source }) => {
    const first = firsts.get(`${kind} ${name}`);
    firsts.set(`${kind} ${name}`, first ?? source);
    return first === undefined ? [] : [`${source}: the ${kind} "${name}" is also in ${first}`];
  });
}
