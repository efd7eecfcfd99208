import { execFile, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { pythonTool } from '../support/python-tool.ts';

const boot = path.resolve(import.meta.dirname, '../../../infra/druid/boot');

let program: string;
beforeAll(async () => {
  program = await pythonTool({ name: 'shellcheck', requirements: path.join(import.meta.dirname, 'shellcheck.txt') });
}, 600_000);

describe('shellcheck', () => {
  it("finds nothing in the scripts of Druid's machines", async () => {
    const scripts = readdirSync(boot).filter((file) => file.endsWith('.sh'));
    expect(scripts.length).toBeGreaterThan(10);
    const { stdout } = await promisify(execFile)(program, ['-x', ...scripts], { cwd: boot });
    expect(stdout).toBe('');
  });

  it('finds what is planted', () => {
    const { status, stdout } = spawnSync(program, ['-'], { input: '#!/bin/bash\nrm -rf $1/*\n', encoding: 'utf8' });
    expect([status, stdout]).toEqual([1, expect.stringContaining('SC2086')]);
  });
});
