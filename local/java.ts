// The command line of a JVM of ours: class path, heap, and what every one of them has in common.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { classArchive } from './class-archive.ts';
import type { ClassArchive } from './class-archive.ts';
import type { Home } from './home.ts';
import { readRecord } from './process-record.ts';
import type { ProcessSpec } from './process.ts';

export type JavaProcess = {
  home: Home;
  name: string;
  /** Jars, folders of classes, and folders of jars (which stand for the jars in them). */
  classPath: readonly string[];
  mainClass: string;
  arguments?: readonly string[];
  flags: readonly string[];
  environment?: Readonly<Record<string, string>>;
  port: number;
  /** False for a program that runs but once. @default - true */
  keepsClasses?: boolean;
};

const commonFlags = [
  '-Duser.timezone=UTC',
  '-Dfile.encoding=UTF-8',
  '-Djava.net.preferIPv4Stack=true',
  '-Djava.awt.headless=true',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-UsePerfData',
];

/** What to spawn for a Java program. */
export function javaProcess(java: JavaProcess): ProcessSpec {
  const command = javaCommand('java');
  let archive: ClassArchive | undefined;
  return {
    name: java.name,
    command,
    arguments: () => {
      const classPath = java.classPath.flatMap(expand);
      // A JVM archives no classes when there are folders on its class path.
      const isArchivable = java.keepsClasses !== false && classPath.every((entry) => entry.endsWith('.jar'));
      archive = isArchivable ? classArchive(java.home, java.name, command, classPath) : undefined;
      const flags = [...commonFlags, ...(archive?.flags ?? []), ...java.flags];
      return [...flags, '-cp', classPath.join(path.delimiter), java.mainClass, ...(java.arguments ?? [])];
    },
    environment: { MALLOC_ARENA_MAX: '2', ...java.environment },
    port: java.port,
    // The first end also writes the archive.
    killAfterMs: 60_000,
    ended: (signal) => archive?.keep(signal === null && readRecord(java.home, java.name)?.state === 'ready'),
  };
}

/** A tool of the JDK: that of JAVA_HOME if set, else the one on the PATH. */
export function javaCommand(tool: 'java' | 'javac' | 'jcmd'): string {
  const javaHome = process.env['JAVA_HOME'];
  return javaHome === undefined || javaHome === '' ? tool : path.join(javaHome, 'bin', tool);
}

/** Jars in the order of their names, so that a class path is the same text on every start (class data archives need that). */
function expand(entry: string): string[] {
  if (entry.endsWith('.jar')) return [entry];
  const jars = readdirSync(entry).filter((file) => file.endsWith('.jar'));
  return jars.length === 0 ? [entry] : jars.sort().map((file) => path.join(entry, file));
}
