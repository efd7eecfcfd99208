import { describe, expect, it } from 'vitest';
import { billOfMaterials, checksumLines } from '../../infra/bill-of-materials.ts';
import type { DeployedFile } from '../../infra/bill-of-materials.ts';

const NPM = {
  bomFormat: 'CycloneDX' as const,
  specVersion: '1.5' as const,
  components: [{ name: 'zod', version: '4.6.7' }],
};
const JAR: DeployedFile = {
  name: 'flink/target/planner-lib/flink-core-2.2.0.jar',
  algorithm: 'SHA-256',
  digest: 'ab'.repeat(32),
};
const DRUID: DeployedFile = { name: 'druid.tar.gz', algorithm: 'SHA-512', digest: 'cd'.repeat(64) };

describe('the bill of materials', () => {
  it('has the packages of npm, the jars by name and version, and the files of machines', () => {
    expect(billOfMaterials(NPM, [JAR, DRUID]).components).toEqual([
      { name: 'zod', version: '4.6.7' },
      {
        'bom-ref': 'flink/target/planner-lib/flink-core-2.2.0.jar@abababababab',
        type: 'library',
        name: 'flink-core',
        version: '2.2.0',
        hashes: [{ alg: 'SHA-256', content: JAR.digest }],
      },
      {
        'bom-ref': 'druid.tar.gz@cdcdcdcdcdcd',
        type: 'file',
        name: 'druid.tar.gz',
        version: 'unversioned',
        hashes: [{ alg: 'SHA-512', content: DRUID.digest }],
      },
    ]);
  });

  it('has a list of checksums that sha256sum reads', () => {
    expect(checksumLines([JAR, DRUID])).toBe(`${JAR.digest}  ${JAR.name}\n`);
  });
});
