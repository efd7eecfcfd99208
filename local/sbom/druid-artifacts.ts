// What Druid's machines on AWS fetch at boot: the distribution with the extensions that are loaded, Java, and files beside them. Checksums are
// those of infra/druid/artifacts.json, which is made when they are uploaded; without it nothing can be deployed, and none is said here.
import { Artifacts } from '#infra/druid/artifacts.ts';
import { EXTENSIONS } from '#infra/druid/versions.ts';
import { partOf } from './bom.ts';
import type { Component } from './bom.ts';

export interface DruidArtifacts {
  /** Of Druid and Java, as configured. */
  druid: { version: string; java: number };
  /** By the name of the artifact. */
  checksums: Readonly<Record<string, string>> | undefined;
}

export function druidArtifacts({ druid, checksums }: DruidArtifacts): Component[] {
  const extensions = EXTENSIONS.map((name) => extension(name, druid.version));
  const known: Readonly<Record<string, Known>> = {
    'druid.tar.gz': { name: 'apache-druid', version: druid.version, components: extensions },
    'java.tar.gz': { name: 'java', version: String(druid.java) },
  };
  return Object.keys(Artifacts.shape).map((artifact) =>
    componentOf(known[artifact] ?? { name: artifact }, checksums?.[artifact]),
  );
}

interface Known {
  name: string;
  version?: string;
  components?: object[];
}

function componentOf({ name, version, components }: Known, checksum: string | undefined): Component {
  const purl = `pkg:generic/${name}${version === undefined ? '' : `@${version}`}`;
  return {
    'bom-ref': purl,
    type: version === undefined ? 'file' : 'platform',
    name,
    version,
    purl,
    hashes: checksum === undefined ? undefined : [{ alg: 'SHA-512', content: checksum }],
    properties: partOf('druid'),
    components,
  };
}

function extension(name: string, version: string): object {
  const group = 'org.apache.druid.extensions';
  const purl = `pkg:maven/${group}/${name}@${version}`;
  return { 'bom-ref': `druid.tar.gz#${name}`, type: 'library', group, name, version, purl };
}
