// The engines' jars: fetched by one call of Maven, checked against the committed lists, put in place one by one.
// An interrupted fetch leaves only its staging folder; a jar that is missing, cut short or changed is fetched again.
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Home } from './home.ts';
import { deleteUnlisted, findBrokenJars, isWhole, readJarList } from './jar-list.ts';
import type { JarEntry } from './jar-list.ts';
import { bornOf } from './process-record.ts';
import { runMaven } from './run-maven.ts';

const poms = path.join(import.meta.dirname, 'engines', 'pom.xml');
export const engineNames = ['dynamodb', 'druid', 'flink', 'kafka', 's3proxy'] as const;
export type EngineName = (typeof engineNames)[number];

export type FetchOptions = { signal: AbortSignal; report: (message: string) => void };

/** Makes sure that every jar of every engine is in the cache, whole. */
export async function fetchEngines(home: Home, { signal, report }: FetchOptions): Promise<void> {
  const broken = await findBroken(home);
  if (broken.length === 0) return;
  report(describe(broken));
  const staging = makeStaging(path.join(home.cache, 'engines'));
  try {
    await copyFromMaven(staging, [...new Set(broken.map((jar) => jar.engine))], signal);
    const stillBroken = await install(home, staging, broken);
    if (stillBroken.length === 0) return;
    report(`${stillBroken.length} jars are broken in Maven's own repository too; they are deleted there`);
    await deleteFromMaven(stillBroken, signal);
    await copyFromMaven(staging, [...new Set(stillBroken.map((jar) => jar.engine))], signal);
    const lost = await install(home, staging, stillBroken);
    if (lost.length > 0)
      throw new Error(`these jars are not what is expected: ${lost.map((jar) => jar.path).join(', ')}`);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** A folder of this process; those of processes that are gone are deleted. */
function makeStaging(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const pid = /^\.staging-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && bornOf(Number(pid)) === undefined) rmSync(path.join(folder, name), { recursive: true });
  }
  const staging = path.join(folder, `.staging-${process.pid}`);
  mkdirSync(staging);
  return staging;
}

type BrokenJar = JarEntry & { engine: EngineName };

async function findBroken(home: Home): Promise<BrokenJar[]> {
  const perEngine = await Promise.all(
    engineNames.map(async (engine) => {
      const list = readJarList(engine);
      deleteUnlisted(home.jars(engine), list);
      const broken = await findBrokenJars(home.jars(engine), list);
      return broken.map(({ sha256, bytes, path }) => ({ engine, sha256, bytes, path }));
    }),
  );
  return perEngine.flat();
}

function describe(broken: readonly BrokenJar[]): string {
  const megabytes = Math.round(broken.reduce((sum, jar) => sum + jar.bytes, 0) / 1e6);
  const names = broken.length > 3 ? '' : ` (${broken.map((jar) => path.basename(jar.path)).join(', ')})`;
  return `${broken.length} jars are missing or broken${names}: fetching ${megabytes} MB`;
}

/** Fills the staging folder with the jars of some engines, in the layout of a Maven repository. */
export async function copyFromMaven(staging: string, engines: readonly string[], signal: AbortSignal): Promise<void> {
  const modules = engines.join(',');
  await runMaven(
    ['-T', '4', '-f', poms, '-pl', modules, 'dependency:copy-dependencies', `-Dengines.directory=${staging}`],
    signal,
  );
}

/** Moves the jars that are whole into place; answers those that are not. */
async function install(home: Home, staging: string, wanted: readonly BrokenJar[]): Promise<BrokenJar[]> {
  const stillBroken: BrokenJar[] = [];
  for (const jar of wanted) {
    const lib = home.jars(jar.engine);
    const staged = path.join(staging, jar.engine, jar.path);
    mkdirSync(lib, { recursive: true });
    if (await isWhole(staged, jar)) renameSync(staged, path.join(lib, path.basename(jar.path)));
    else stillBroken.push(jar);
  }
  return stillBroken;
}

async function deleteFromMaven(jars: readonly BrokenJar[], signal: AbortSignal): Promise<void> {
  const evaluate = 'org.apache.maven.plugins:maven-help-plugin:3.5.1:evaluate';
  const answer = await runMaven([evaluate, '-Dexpression=settings.localRepository', '-DforceStdout'], signal);
  const repository = answer.trim().split('\n').at(-1) ?? '';
  if (!path.isAbsolute(repository)) throw new Error(`Maven does not tell where its repository is: ${answer}`);
  for (const jar of jars) rmSync(path.join(repository, path.dirname(jar.path)), { recursive: true, force: true });
}
