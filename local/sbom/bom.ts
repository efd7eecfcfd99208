// The parts of CycloneDX 1.5 that our bill of materials uses, and how components become one: sorted, each once, with a serial number
// that follows from the content. Pure. https://cyclonedx.org/docs/1.5/json
import { createHash } from 'node:crypto';
import * as z from 'zod';

const Hash = z.looseObject({ alg: z.enum(['SHA-1', 'SHA-256', 'SHA-512']), content: z.string().regex(/^[0-9a-f]+$/) });

/** What npm says more of a package (licences, references) is passed on. */
export const Component = z.looseObject({
  'bom-ref': z.string().min(1),
  type: z.enum(['application', 'file', 'library', 'platform']),
  name: z.string().min(1),
  version: z.string().optional(),
  purl: z.string().optional(),
  hashes: z.array(Hash).optional(),
  properties: z.array(z.strictObject({ name: z.string(), value: z.string() })).default([]),
});
export type Component = z.infer<typeof Component>;

export const Dependency = z.strictObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) });
export type Dependency = z.infer<typeof Dependency>;

/** Which part of the platform a component is of: one property for each. */
export const PART = 'millrace:part';
export const partOf = (value: string): Component['properties'] => [{ name: PART, value }];

export interface BomInput {
  /** Of package.json. */
  product: Component;
  components: Component[];
  dependencies: Dependency[];
  /** When it was made, in RFC 3339. Without it the same input makes the same text. */
  timestamp?: string | undefined;
}

/** @returns the bill as JSON text */
export function composeBom({ product, components, dependencies, timestamp }: BomInput): string {
  const content = {
    metadata: { ...(timestamp === undefined ? {} : { timestamp }), component: product },
    components: mergeEqual(components),
    dependencies: dependencies.toSorted((one, other) => compare(one.ref, other.ref)),
  };
  const head = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: serialOf(JSON.stringify(content)),
    version: 1,
  };
  return `${JSON.stringify({ ...head, ...content }, undefined, 2)}\n`;
}

/** One line for each checksum, as `sha256sum --tag` writes it, by package URL: a jar has another name in each place. */
export function listChecksums(components: readonly Component[]): string {
  const lines = mergeEqual(components).flatMap((component) =>
    (component.hashes ?? []).map(
      ({ alg, content }) => `${alg.replace('-', '')} (${component.purl ?? component['bom-ref']}) = ${content}\n`,
    ),
  );
  return lines.join('');
}

/**
 * The same component of two parts is one with both.
 * @throws an error when they have different checksums: one of the two is not what it says
 */
function mergeEqual(components: readonly Component[]): Component[] {
  const byRef = new Map<string, Component>();
  for (const component of components) {
    const ref = component['bom-ref'];
    const known = byRef.get(ref);
    byRef.set(ref, known === undefined ? component : merge(known, component));
  }
  return [...byRef.values()].toSorted((one, other) => compare(one['bom-ref'], other['bom-ref']));
}

function merge(one: Component, other: Component): Component {
  if (JSON.stringify(one.hashes) !== JSON.stringify(other.hashes))
    throw new Error(`${one['bom-ref']} has two checksums: ${JSON.stringify([one.hashes, other.hashes])}`);
  const values = new Set([...one.properties, ...other.properties].map(({ value }) => value));
  return { ...one, properties: [...values].toSorted(compare).flatMap(partOf) };
}

/** By code units: the same on every machine, whatever its language. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** A UUID (version 8, RFC 9562) of the content. */
function serialOf(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
