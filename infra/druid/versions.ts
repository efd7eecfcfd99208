// What differs between the versions of Druid that the platform can run: the whole of it. Properties are appended after the overlays.
// Version 33 is the one that is run on a laptop; 34 and 35 were never run here. 35's differences are from its release notes; none were at
// hand for 34, which counts as equal to 33: read them before you choose it.
import type { Config } from '../config.ts';

export type DruidVersion = Config['druid']['version'];

export interface VersionDifferences {
  /** Releases of Java that it runs on. */
  java: readonly Config['druid']['java'][];
  /** Of all roles. */
  properties: Readonly<Record<string, string>>;
  /** What an upgrade to it has to be told. */
  notes: readonly string[];
}

export const VERSIONS: Readonly<Record<DruidVersion, VersionDifferences>> = {
  '33.0.0': { java: [17], properties: {}, notes: [] },
  '34.0.0': { java: [17], properties: {}, notes: [] },
  '35.0.0': {
    java: [17, 21],
    properties: {
      // Jetty 12 refuses requests that name no host of the certificate, and health checks of load balancers name an address.
      'druid.server.http.enforceStrictSNIHostChecking': 'false',
    },
    notes: [
      'the multi-stage query engine is no extension any more: it must not be in the load list',
      'URIs are read as in Jetty 9 unless druid.server.http.uriCompliance says otherwise',
    ],
  },
};

/** Extensions that AWS needs, all of the distribution. */
export const EXTENSIONS = [
  'druid-basic-security',
  'druid-datasketches',
  'druid-kafka-indexing-service',
  'druid-s3-extensions',
  'postgresql-metadata-storage',
  'simple-client-sslcontext',
] as const;

/** @throws an error of one sentence where a release of Java does not run a version of Druid */
export function differencesOf({ version, java }: Pick<Config['druid'], 'version' | 'java'>): VersionDifferences {
  const differences = VERSIONS[version];
  if (differences.java.includes(java)) return differences;
  throw new Error(`Druid ${version} does not run on Java ${java}, only on ${differences.java.join(' and ')}`);
}
