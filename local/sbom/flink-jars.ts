// What flink/ brings: the pipelines' jar where it is built, and its dependencies as Maven resolves them, shaded into it and in the planner's lib/.
// No list of them is committed: their checksums are those of the files in this machine's repository, which Maven checked when it fetched them.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { flinkJar } from '../build-flink.ts';
import { repository } from '../home.ts';
import { sha256Of } from '../jar-list.ts';
import { runMaven } from '../run-maven.ts';
import { partOf } from './bom.ts';
import type { Component } from './bom.ts';
import { jarComponent } from './jar-component.ts';

export interface ResolvedJar {
  /** In the layout of a repository. */
  path: string;
  /** On this machine. */
  file: string;
  part: string;
}

export async function flinkJars(signal: AbortSignal): Promise<Component[]> {
  return [...(await ownJar()), ...(await dependencies(signal))];
}

async function ownJar(): Promise<Component[]> {
  if (!existsSync(flinkJar)) return [];
  const name = path.basename(flinkJar);
  const purl = `pkg:generic/${name}`;
  const hashes = [{ alg: 'SHA-256' as const, content: await sha256Of(flinkJar) }];
  return [{ 'bom-ref': purl, type: 'application', name, purl, hashes, properties: partOf('pipelines') }];
}

async function dependencies(signal: AbortSignal): Promise<Component[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-sbom-'));
  const output = path.join(folder, 'dependencies');
  try {
    const pom = path.join(repository, 'flink', 'pom.xml');
    const options = [`-DoutputFile=${output}`, '-DoutputAbsoluteArtifactFilename=true'];
    await runMaven(['-f', pom, 'dependency:list', ...options], signal);
    const jars = readFileSync(output, 'utf8').split('\n').flatMap(parseResolved);
    return await Promise.all(
      jars.map(async (jar) => jarComponent({ path: jar.path, sha256: await sha256Of(jar.file) }, jar.part)),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A cluster brings itself what is `provided`; the planner has no cluster. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  compile: ['pipelines', 'planner'],
  runtime: ['pipelines', 'planner'],
  provided: ['planner'],
};

/** `group:artifact:jar[:classifier]:version:scope:file [-- module ..]`: none for a line of another form, or what only tests need. */
export function parseResolved(line: string): ResolvedJar[] {
  const [, coordinates = '', scope = '', file = ''] = /^\s+(\S+):(\w+):(\/\S+)/.exec(line) ?? [];
  const [group = '', artifact = '', , ...rest] = coordinates.split(':');
  const version = rest.at(-1);
  if (version === undefined) return [];
  const place = [...group.split('.'), artifact, version, path.basename(file)].join('/');
  return (PARTS[scope] ?? []).map((part) => ({ path: place, file, part }));
}
