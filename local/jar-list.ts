// The committed list of an engine's jars, and whether a folder holds just them.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';

/** One line: the SHA-256, the size in bytes, the path in a Maven repository. */
export type JarEntry = { sha256: string; bytes: number; path: string };

/** Size and time of jars whose SHA-256 was seen to be right: only what differs is read again. */
const Seen = z.record(z.string(), z.string());
const seenFile = '.verified.json';

/** Reads `engines/<name>/jars.sha256`. Throws on a line that is not of its form. */
export function readJarList(engine: string): JarEntry[] {
  const text = readFileSync(path.join(import.meta.dirname, 'engines', engine, 'jars.sha256'), 'utf8');
  return text.trimEnd().split('\n').map(parseJarLine);
}

/** `<sha256> <bytes> <path>` */
export function parseJarLine(line: string): JarEntry {
  const [, sha256, bytes, jarPath] = /^([0-9a-f]{64}) +(\d+) +(\S+)$/.exec(line) ?? [];
  if (sha256 === undefined || jarPath === undefined) throw new Error(`not a line of a jar list: "${line}"`);
  return { sha256, bytes: Number(bytes), path: jarPath };
}

/** Those of the listed jars that are missing, cut short or changed in a folder. */
export async function findBrokenJars(folder: string, list: readonly JarEntry[]): Promise<JarEntry[]> {
  const seen = readSeen(folder);
  const nowSeen: Record<string, string> = {};
  const broken: JarEntry[] = [];
  for (const jar of list) {
    const file = path.join(folder, path.basename(jar.path));
    const mark = markOf(file, jar);
    const isSeen = mark !== undefined && seen[jar.path] === mark;
    if (mark !== undefined && (isSeen || (await isWhole(file, jar)))) nowSeen[jar.path] = mark;
    else broken.push(jar);
  }
  const text = JSON.stringify(nowSeen);
  if (existsSync(folder) && text !== JSON.stringify(seen)) writeFileSync(path.join(folder, seenFile), text);
  return broken;
}

/** Deletes what lies in a folder of jars and is not listed: it would be on the class path. */
export function deleteUnlisted(folder: string, list: readonly JarEntry[]): void {
  if (!existsSync(folder)) return;
  const listed = new Set([seenFile, ...list.map((jar) => path.basename(jar.path))]);
  const unlisted = readdirSync(folder).filter((name) => !listed.has(name));
  for (const name of unlisted) rmSync(path.join(folder, name), { recursive: true });
}

/** Is this file, byte for byte, the listed jar? */
export async function isWhole(file: string, jar: JarEntry): Promise<boolean> {
  return statSync(file, { throwIfNoEntry: false })?.size === jar.bytes && (await sha256Of(file)) === jar.sha256;
}

function readSeen(folder: string): Record<string, string> {
  try {
    return Seen.parse(JSON.parse(readFileSync(path.join(folder, seenFile), 'utf8')));
  } catch {
    return {};
  }
}

function markOf(file: string, jar: JarEntry): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.size} ${stats.mtimeMs} ${jar.sha256}`;
}

/** The SHA-256 of a file, in hex. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
