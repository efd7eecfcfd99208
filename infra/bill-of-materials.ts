// A CycloneDX 1.5 bill of what is deployed: npm's own, with the jars and the files of Druid's machines added to it. Pure.
import * as z from 'zod';

/** What `npm sbom --sbom-format cyclonedx` prints; what is not needed here is passed on. */
export const NpmBill = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.5'),
  components: z.array(z.looseObject({ name: z.string(), version: z.string() })),
});
export type NpmBill = z.infer<typeof NpmBill>;

export interface DeployedFile {
  /** As it is called where it is deployed. */
  name: string;
  algorithm: 'SHA-256' | 'SHA-512';
  digest: string;
}

export function billOfMaterials(npm: NpmBill, files: readonly DeployedFile[]): NpmBill {
  return { ...npm, components: [...npm.components, ...files.map(componentOf)] };
}

/** The lines of `SHA256SUMS`, which `sha256sum --check` reads. */
export const checksumLines = (files: readonly DeployedFile[]): string =>
  files
    .filter(({ algorithm }) => algorithm === 'SHA-256')
    .map(({ digest, name }) => `${digest}  ${name}\n`)
    .join('');

function componentOf({ name, algorithm, digest }: DeployedFile) {
  const [, product = name, version = 'unversioned'] = VERSIONED.exec(name) ?? [];
  return {
    'bom-ref': `${name}@${digest.slice(0, 12)}`,
    type: name.endsWith('.jar') ? 'library' : 'file',
    name: product,
    version,
    hashes: [{ alg: algorithm, content: digest }],
  };
}

/** Of a jar from Maven: its name, a hyphen, and what begins with a digit. */
const VERSIONED = /^(?:.*\/)?(.+?)-(\d[\w.-]*)\.jar$/;
