// For those who change a pom of an engine: `node local/lock-engines.ts` writes the lists of jars anew, from Maven Central's.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyFromMaven, engineNames } from './fetch-engines.ts';
import { sha256Of } from './jar-list.ts';

const staging = mkdtempSync(path.join(tmpdir(), 'millrace-engines-'));
try {
  await copyFromMaven(staging, engineNames, AbortSignal.timeout(600_000));
  for (const engine of engineNames) {
    const root = path.join(staging, engine);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
    const lines: string[] = [];
    for (const file of files.filter((file) => /\.(jar|so|dylib|dll)$/.test(file)).sort()) {
      lines.push(`${await sha256Of(path.join(root, file))} ${statSync(path.join(root, file)).size} ${file}\n`);
    }
    writeFileSync(path.join(import.meta.dirname, 'engines', engine, 'jars.sha256'), lines.join(''));
  }
} finally {
  rmSync(staging, { recursive: true, force: true });
}
