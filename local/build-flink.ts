// Builds flink/ (the job's jar and the planner's lib/) with Maven, and only when something in it has changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { plannerJars } from './engines/planner.ts';
import { repository } from './home.ts';
import { runMaven } from './run-maven.ts';

const flink = path.join(repository, 'flink');
const builtFile = path.join(flink, 'target', '.built');
/** The jar that a pipeline's application runs. */
export const flinkJar = path.join(flink, 'target', 'millrace-flink.jar');

/** Makes sure that the products are those of the sources. */
export async function buildFlink(signal: AbortSignal): Promise<void> {
  const sources = hashOfSources();
  if (isBuilt(sources)) return;
  // Else a failed build could pass for the last good one.
  rmSync(builtFile, { force: true });
  // Jars of dependencies that are gone would stay on the planner's class path.
  rmSync(plannerJars, { recursive: true, force: true });
  await runMaven(['-f', path.join(flink, 'pom.xml'), 'package', '-DskipTests'], signal);
  writeFileSync(builtFile, sources);
}

function isBuilt(sources: string): boolean {
  if (!existsSync(flinkJar) || !existsSync(plannerJars) || !existsSync(builtFile)) return false;
  return readFileSync(builtFile, 'utf8') === sources;
}

function hashOfSources(): string {
  const main = path.join(flink, 'src', 'main');
  const files = readdirSync(main, { recursive: true, encoding: 'utf8' }).map((file) => path.join(main, file));
  const hash = createHash('sha256');
  for (const file of [path.join(flink, 'pom.xml'), ...files.sort()]) {
    if (statSync(file).isFile()) hash.update(`${path.relative(flink, file)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
