// `npm run sbom`: writes .millrace/sbom/bom.json and SHA256SUMS over what is deployed. Needs what synthesis needs: flink/target.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NpmBill, billOfMaterials, checksumLines } from './bill-of-materials.ts';
import type { DeployedFile } from './bill-of-materials.ts';
import { Artifacts } from './druid/artifacts.ts';

const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, '.millrace', 'sbom');
const NPM_TIMEOUT_MS = 60_000;

const npmArguments = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'];
const printed = execFileSync('npm', npmArguments, { cwd: root, encoding: 'utf8', timeout: NPM_TIMEOUT_MS });
const jars = [
  'flink/target/millrace-flink.jar',
  ...globSync('flink/target/planner-lib/*.jar', { cwd: root }).toSorted(),
];
const missing = jars.filter((jar) => !existsSync(path.join(root, jar)));
if (missing.length > 0)
  throw new Error(`${missing.join(', ')} is not there: run "mvn -f flink/pom.xml package -DskipTests"`);
const files = [...jars.map(digested), ...druidFiles()];
mkdirSync(target, { recursive: true });
writeFileSync(
  path.join(target, 'bom.json'),
  `${JSON.stringify(billOfMaterials(NpmBill.parse(JSON.parse(printed)), files), undefined, 2)}\n`,
);
writeFileSync(path.join(target, 'SHA256SUMS'), checksumLines(files));
console.log(`wrote ${path.relative(root, target)}/bom.json and SHA256SUMS over ${files.length} files`);

function digested(name: string): DeployedFile {
  const digest = createHash('sha256')
    .update(readFileSync(path.join(root, name)))
    .digest('hex');
  return { name, algorithm: 'SHA-256', digest };
}

/** Once they are uploaded. */
function druidFiles(): DeployedFile[] {
  const lock = path.join(import.meta.dirname, 'druid', 'artifacts.json');
  if (!existsSync(lock)) return [];
  const artifacts = Artifacts.parse(JSON.parse(readFileSync(lock, 'utf8')));
  return Object.entries(artifacts).map(([name, digest]) => ({ name, algorithm: 'SHA-512', digest }));
}
