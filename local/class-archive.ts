// Class data archives (JEP 310, 350): a JVM that maps its parsed classes from a file starts with half the work.
// The JVM writes the file when it first ends, and ignores a file that does not fit; so a missing or stale one only costs time.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Home } from './home.ts';

export type ClassArchive = {
  /** Uses the archive if it is there, else lets the JVM write it at its end. */
  flags: string[];
  /** To be called when the JVM has ended. Only what an orderly end of a full start wrote is worth keeping. */
  keep(isComplete: boolean): void;
};

/** The archive of a program, told from others by its class path and its JVM. */
export function classArchive(home: Home, name: string, java: string, classPath: readonly string[]): ClassArchive {
  const file = path.join(home.cache, 'class-archives', `${name}-${keyOf(java, classPath)}.jsa`);
  // Two homes may share a cache: each writes its own, the last one stays.
  const written = `${file}.${path.basename(home.directory)}.new`;
  if (existsSync(file)) return { flags: [`-XX:SharedArchiveFile=${file}`, ...quiet], keep: () => {} };
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(written, { force: true });
  return {
    flags: [`-XX:ArchiveClassesAtExit=${written}`, ...quiet],
    keep: (isComplete) => {
      if (isComplete && existsSync(written)) replaceArchive(written, file, name);
      else rmSync(written, { force: true });
    },
  };
}

/** Puts the new archive in place and deletes those of the same program for other class paths: they are large. */
function replaceArchive(written: string, file: string, name: string): void {
  const folder = path.dirname(file);
  const isOld = (entry: string): boolean =>
    entry.startsWith(`${name}-`) && /^[0-9a-f]{16}\.jsa$/.test(entry.slice(name.length + 1));
  for (const entry of readdirSync(folder).filter(isOld)) rmSync(path.join(folder, entry), { force: true });
  renameSync(written, file);
}

/** It warns of each class that cannot be archived. */
const quiet = ['-Xlog:disable', '-Xlog:all=error:stderr'];

function keyOf(java: string, classPath: readonly string[]): string {
  const hash = createHash('sha256').update(locate(java));
  for (const entry of classPath) {
    const { size, mtimeMs } = statSync(entry);
    hash.update(`\n${entry} ${size} ${mtimeMs}`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The real file behind a command, so that another JDK gets another archive. */
function locate(command: string): string {
  if (path.isAbsolute(command)) return realpathSync(command);
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, command)).find((file) => existsSync(file));
  return found === undefined ? command : realpathSync(found);
}
