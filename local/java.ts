// The command line of a JVM of ours: class path, heap, and what every one of them has in common.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Home } from './home.ts';
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
  return {
    name: java.name,
    command: javaCommand('java'),
    arguments: () => {
      const classPath = java.classPath.flatMap(expand).join(path.delimiter);
      return [...commonFlags, ...java.flags, '-cp', classPath, java.mainClass, ...(java.arguments ?? [])];
    },
    environment: java.environment ?? {},
    port: java.port,
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
