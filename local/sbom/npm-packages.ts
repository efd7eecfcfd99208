// What npm says of the packages that are not for development alone, from package-lock.json: the same on every machine.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { repository } from '../home.ts';
import { Component, Dependency, partOf } from './bom.ts';

const execute = promisify(execFile);
const TIMEOUT_MS = 60_000;
const MOST_BYTES = 16 * 1024 * 1024;
const ARGUMENTS = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'];

const NpmBom = z.looseObject({
  metadata: z.looseObject({ component: Component }),
  components: z.array(Component),
  dependencies: z.array(Dependency),
});

export interface NpmPackages {
  product: Component;
  components: Component[];
  dependencies: Dependency[];
}

export async function npmPackages(): Promise<NpmPackages> {
  const options = { cwd: repository, timeout: TIMEOUT_MS, maxBuffer: MOST_BYTES };
  const { stdout } = await execute('npm', ARGUMENTS, options);
  const { metadata, components, dependencies } = NpmBom.parse(JSON.parse(stdout));
  return {
    // npm takes the name of the folder.
    product: { ...metadata.component, type: 'application', name: 'millrace' },
    components: components.map((component) => Object.assign(component, { properties: partOf('platform') })),
    dependencies,
  };
}
