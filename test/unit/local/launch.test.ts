import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '#local/home.ts';

const launcher = path.join(repository, 'local', 'launch.mjs');
const programs = mkdtempSync(path.join(tmpdir(), 'millrace-programs-'));

/** Runs the launcher where no program but those in a folder of ours can be found. */
function launch(args: string[]): { code: number | null; message: string } {
  const home = mkdtempSync(path.join(tmpdir(), 'millrace-home-'));
  const env = { PATH: programs, MILLRACE_HOME: home };
  const { status, stderr } = spawnSync(process.execPath, [launcher, ...args], { env, encoding: 'utf8' });
  return { code: status, message: stderr };
}

function program(name: string, output: string): void {
  const file = path.join(programs, name);
  writeFileSync(file, `#!/bin/sh\necho "${output}"\n`);
  chmodSync(file, 0o755);
}

describe('the launcher', () => {
  it('names everything that is missing, each with the command that installs it', () => {
    const { code, message } = launch(['start']);
    expect(code).toBe(1);
    expect(message).toMatch(/Java 17 or later \(a JDK\) is needed: (sudo apt-get|sudo dnf|brew) install \S*(jdk|java)/);
    expect(message).toMatch(/Maven is needed: (sudo apt-get|sudo dnf|brew) install maven/);
  });

  it('names a Java that is too old, with its version', () => {
    program('javac', 'javac 11.0.22');
    program('mvn', 'Apache Maven 3.9.9');
    const { code, message } = launch(['start']);
    expect(code).toBe(1);
    expect(message).toContain('Java 17 or later (a JDK) is needed, this is 11:');
    expect(message).not.toContain('Maven is needed');
  });

  it('needs neither Java nor Maven to say what runs, and passes the exit code on', () => {
    expect(launch(['status'])).toEqual({ code: 3, message: '' });
  });

  it('lists its commands when it does not know one', () => {
    expect(launch(['begin'])).toEqual({
      code: 1,
      message:
        'unknown command "begin", one of: start, stop, status, reset, logs, cli, replay, bench, test, test:unit\n',
    });
  });
});
