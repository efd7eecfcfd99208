import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { repository } from '#local/home.ts';
import { startSmallApi } from '#test/unit/cli/small-api.ts';

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

  it.each([
    ['of this home', {}, 'http://127.0.0.1:8085/'],
    ['that moved alone', { MILLRACE_WEBHOOK_RECEIVER_PORT: '9999' }, 'http://127.0.0.1:9999/'],
    ['that is named already', { MILLRACE_WEBHOOK_RECEIVER_URL: 'http://127.0.0.1:1/x' }, 'http://127.0.0.1:1/x'],
  ])(
    'tells the command line of the receiver of webhooks %s',
    async (_, given, url) => {
      await using api = await startSmallApi();
      const file = path.join(mkdtempSync(path.join(tmpdir(), 'millrace-channel-')), 'channel.yaml');
      writeFileSync(file, 'kind: channel\nname: c\nowner: me\ntype: webhook\nurl: ${MILLRACE_WEBHOOK_RECEIVER_URL}\n');
      const env = { PATH: programs, MILLRACE_PORT: '8070', MILLRACE_URL: api.url, MILLRACE_TOKEN: 'secret', ...given };

      const { stdout } = await promisify(execFile)(
        process.execPath,
        [launcher, 'cli', 'apply', '-f', file, '--dry-run'],
        {
          env,
        },
      );

      expect(stdout).toContain(`+ url: "${url}"`);
    },
    30_000,
  );

  it('lists its commands when it does not know one', () => {
    const { code, message } = launch(['begin']);
    expect(code).toBe(1);
    expect(message).toMatch(/^unknown command "begin", one of: start, stop, status, [\w, :-]+, test:unit\n$/);
  });
});
