import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const execute = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '..', '..');

async function makeBill(): Promise<{ bill: string; checksums: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-sbom-'));
  const file = path.join(folder, 'bill.json');
  await execute('npm', ['run', 'sbom', '--', '--out', file], { cwd: ROOT, timeout: 300_000 });
  return { bill: readFileSync(file, 'utf8'), checksums: readFileSync(path.join(folder, 'checksums.txt'), 'utf8') };
}

describe('npm run sbom', () => {
  it('writes the same bill twice, with the jars of the pipelines and of the planner and their checksums', async () => {
    const first = await makeBill();
    expect(await makeBill()).toEqual(first);
    expect(first.bill).toMatch(
      /"purl": "pkg:maven\/org\.apache\.flink\/flink-connector-kafka@[\s\S]{0,600}"pipelines"/,
    );
    expect(first.bill).toMatch(
      /"purl": "pkg:maven\/org\.apache\.flink\/flink-table-planner_2\.12@[\s\S]{0,600}"planner"/,
    );
    expect(first.checksums).toMatch(
      /^SHA256 \(pkg:maven\/software\.amazon\.msk\/aws-msk-iam-auth@\S+\) = [0-9a-f]{64}$/m,
    );
  });
});
