import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { CASES, PRESET_CASES } from '../support/cases.ts';
import { pythonTool } from '../support/python-tool.ts';
import { synthFolder } from '../support/synth-folder.ts';
import { synthesize } from '../support/synthesize.ts';

const execute = promisify(execFile);
const LINT_MS = 240_000;
/** W3005: CDK says that a resource depends on another which it refers to anyway. */
const IGNORED = 'W3005';

let program: string;
beforeAll(async () => {
  program = await pythonTool({ name: 'cfn-lint', requirements: path.join(import.meta.dirname, 'requirements.txt') });
}, 600_000);

/** @returns what cfn-lint complains about, a line each */
async function lint(files: string[], regions: string[]): Promise<string[]> {
  const args = ['--format', 'parseable', '--ignore-checks', IGNORED, '--regions', ...regions, '--', ...files];
  const { stdout } = await execute(program, args, { timeout: LINT_MS }).catch((error: unknown) => outputOf(error));
  return stdout.split('\n').filter((line) => line !== '');
}

/** It exits with a code when it has complaints; anything else is a failure of its own. */
function outputOf(error: unknown): { stdout: string } {
  if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string' && error.stdout !== '')
    return { stdout: error.stdout };
  throw error;
}

function write(templates: Record<string, unknown>): string[] {
  const folder = mkdtempSync(path.join(synthFolder(), 'lint-'));
  return Object.entries(templates).map(([name, template]) => {
    const file = path.join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(template, undefined, 1));
    return file;
  });
}

const templatesOf = (configuration: unknown): Record<string, unknown> =>
  Object.fromEntries([...synthesize(configuration).stacks].map(([id, { template }]) => [id, template.toJSON()]));

describe('cfn-lint', () => {
  it.each(CASES)('finds nothing with %s', async (_, configuration) => {
    expect(await lint(write(templatesOf(configuration)), ['us-east-1', 'eu-west-1'])).toEqual([]);
  });

  it.each(['cn-north-1', 'us-gov-west-1'])('finds nothing in %s', async (region) => {
    expect(await lint(write(templatesOf({ ...PRESET_CASES.medium, region })), [region])).toEqual([]);
  });

  it('finds what is planted', async () => {
    const planted = { Resources: { It: { Type: 'AWS::S3::Bucket', Properties: { BucketNam: 'x' } } } };
    expect((await lint(write({ planted }), ['us-east-1'])).join('\n')).toMatch(/E3002/);
  });
});
