import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const execute = promisify(execFile);
const root = path.resolve(import.meta.dirname, '..', '..', '..');
const output = mkdtempSync(path.join(tmpdir(), 'millrace-cdk-'));
const SYNTH_MS = 600_000;

afterAll(() => rmSync(output, { recursive: true, force: true }));

/** As whoever deploys does it: the command line, with the real bundles and jars. @returns the names of the templates */
async function synth(preset: string): Promise<string[]> {
  const folder = path.join(output, preset);
  const args = ['synth', '--quiet', '--context', `preset=${preset}`, '--output', folder];
  await execute(path.join(root, 'node_modules', '.bin', 'cdk'), args, { cwd: root, timeout: SYNTH_MS });
  return readdirSync(folder).filter((file) => file.endsWith('.template.json'));
}

describe('npx cdk synth', () => {
  it.each(['small', 'medium', 'large'])('makes the templates of the preset %s', async (preset) => {
    expect((await synth(preset)).toSorted()).toEqual([
      'Api.template.json',
      'Console.template.json',
      'Druid.template.json',
      'Flink.template.json',
      'Network.template.json',
      'Observability.template.json',
      'Storage.template.json',
      'Streams.template.json',
    ]);
  });

  it('ends with a sentence when a setting is wrong', async () => {
    await expect(synth('huge')).rejects.toThrow(/millrace\.load: Invalid option/);
  });
});
