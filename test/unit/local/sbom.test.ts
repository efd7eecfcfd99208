import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { engineNames } from '#local/fetch-engines.ts';
import { readJarList } from '#local/jar-list.ts';
import { Component, composeBom, listChecksums, partOf } from '#local/sbom/bom.ts';
import { druidArtifacts } from '#local/sbom/druid-artifacts.ts';
import { parseResolved } from '#local/sbom/flink-jars.ts';
import { jarComponent } from '#local/sbom/jar-component.ts';
import { npmPackages } from '#local/sbom/npm-packages.ts';
import { REQUIRED_PARTS } from './sbom-schema.ts';

const product = Component.parse({ 'bom-ref': 'p@1', type: 'application', name: 'p' });
const jars = engineNames.flatMap((engine) => readJarList(engine).map((jar) => jarComponent(jar, `laptop ${engine}`)));
const druid = druidArtifacts({ druid: { version: '33.0.0', java: 17 }, checksums: undefined });
const sha256 = 'a'.repeat(64);
const jar = (part: string, checksum = sha256) =>
  jarComponent({ path: 'org/a/b/1.0/b-1.0.jar', sha256: checksum }, part);

describe('a bill of materials', () => {
  it('has what CycloneDX 1.5 requires, with the packages of npm, the jars of the engines and the artifacts of Druid', async () => {
    const npm = await npmPackages();
    const components = [...npm.components, ...jars, ...druid];
    const bom: unknown = JSON.parse(composeBom({ ...npm, components, timestamp: '2026-01-02T03:04:05.000Z' }));
    const ajv = new Ajv({ allErrors: true });
    addFormats.default(ajv);
    ajv.validate(REQUIRED_PARTS, bom);
    expect(ajv.errors).toBeNull();
    expect(npm.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['hono', '@platformatic/kafka']));
    expect(npm.components.map(({ name }) => name)).not.toContain('vitest');
  });

  it.each(engineNames)('names each locked jar of %s with its checksum', (engine) => {
    const text = composeBom({ product, components: jars, dependencies: [] });
    const missing = readJarList(engine).filter((entry) => !text.includes(`"content": "${entry.sha256}"`));
    expect(missing).toEqual([]);
  });

  it('is the same text whatever order things are found in', () => {
    const dependencies = [
      { ref: 'p@1', dependsOn: ['b'] },
      { ref: 'b', dependsOn: [] },
    ];
    const one = composeBom({ product, components: [...jars, ...druid], dependencies });
    const other = composeBom({
      product,
      components: [...jars, ...druid].toReversed(),
      dependencies: dependencies.toReversed(),
    });
    expect(other).toBe(one);
    expect(one).not.toContain('timestamp');
  });

  it('has another serial number when anything in it differs', () => {
    const serialOf = (checksum: string) =>
      /urn:uuid:\S+/.exec(composeBom({ product, components: [jar('x', checksum)], dependencies: [] }))?.[0];
    expect(serialOf('b'.repeat(64))).not.toBe(serialOf(sha256));
  });

  it('has one component for a jar of two parts', () => {
    const text = composeBom({ product, components: [jar('laptop kafka'), jar('laptop flink')], dependencies: [] });
    expect(JSON.parse(text)).toMatchObject({
      components: [
        { purl: 'pkg:maven/org.a/b@1.0', properties: [...partOf('laptop flink'), ...partOf('laptop kafka')] },
      ],
    });
  });

  it('is refused where one jar has two checksums', () => {
    const components = [jar('x'), jar('y', 'b'.repeat(64))];
    expect(() => composeBom({ product, components, dependencies: [] })).toThrow(
      'pkg:maven/org.a/b@1.0 has two checksums',
    );
  });
});

describe('the list of checksums', () => {
  it('has a line for each, by package URL', () => {
    expect(listChecksums([...druid, jar('x')])).toBe(`SHA256 (pkg:maven/org.a/b@1.0) = ${sha256}\n`);
  });
});

describe('a jar as a component', () => {
  it('tells classifiers and other types from the name of its file', () => {
    expect(jarComponent({ path: 'io/n/e/4.1/e-4.1-linux-x86_64.jar', sha256 }, 'x').purl).toBe(
      'pkg:maven/io.n/e@4.1?classifier=linux-x86_64',
    );
    expect(jarComponent({ path: 'c/lib/1/lib-1.so', sha256 }, 'x').purl).toBe('pkg:maven/c/lib@1?type=so');
  });

  it('is refused where its path is not of a repository', () => {
    expect(() => jarComponent({ path: 'b-1.0.jar', sha256 }, 'x')).toThrow('not of a repository: b-1.0.jar');
  });
});

describe('what Maven resolves', () => {
  it.each([
    [
      '   org.a:b:jar:1.0:compile:/m2/org/a/b/1.0/b-1.0.jar -- module b (auto)',
      'org/a/b/1.0/b-1.0.jar',
      ['pipelines', 'planner'],
    ],
    ['   org.a:b:jar:linux:1.0:provided:/m2/b-1.0-linux.jar', 'org/a/b/1.0/b-1.0-linux.jar', ['planner']],
  ])('is read from %s', (line, path, parts) => {
    expect(parseResolved(line)).toEqual(parts.map((part) => expect.objectContaining({ path, part })));
  });

  it.each(['', 'The following files have been resolved:', '   org.a:b:jar:1.0:test:/m2/b-1.0.jar'])(
    'is nothing in "%s"',
    (line) => {
      expect(parseResolved(line)).toEqual([]);
    },
  );
});

describe('the artifacts of Druid', () => {
  it('are the distribution in its version, with its extensions, and the checksums that are locked', () => {
    const checksum = 'c'.repeat(128);
    const [distribution] = druidArtifacts({
      druid: { version: '34.0.0', java: 17 },
      checksums: { 'druid.tar.gz': checksum },
    });
    expect(distribution).toMatchObject({
      purl: 'pkg:generic/apache-druid@34.0.0',
      hashes: [{ alg: 'SHA-512', content: checksum }],
      components: expect.arrayContaining([
        expect.objectContaining({ name: 'druid-basic-security', version: '34.0.0' }),
      ]),
    });
  });

  it('have no checksum before they are uploaded', () => {
    expect(druid.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['apache-druid', 'java', 'aws-msk-iam-auth-all.jar', 'postgres.pem']),
    );
    expect(druid.filter(({ hashes }) => hashes !== undefined)).toEqual([]);
  });
});
