import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { deleteUnlisted, findBrokenJars, parseJarLine, readJarList, sha256Of } from '#local/jar-list.ts';
import type { JarEntry } from '#local/jar-list.ts';

let folder = '';
let list: JarEntry[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'millrace-jars-'));
  writeFileSync(path.join(folder, 'a-1.jar'), 'the first jar');
  writeFileSync(path.join(folder, 'b-2.jar'), 'the second jar');
  list = [
    { sha256: await sha256Of(path.join(folder, 'a-1.jar')), bytes: 13, path: 'org/a/1/a-1.jar' },
    { sha256: await sha256Of(path.join(folder, 'b-2.jar')), bytes: 14, path: 'org/b/2/b-2.jar' },
  ];
});

describe('the check of a folder of jars', () => {
  it('finds nothing wrong with the jars of the list, and remembers that', async () => {
    expect(await findBrokenJars(folder, list)).toEqual([]);
    expect(await findBrokenJars(folder, list)).toEqual([]);
    expect(existsSync(path.join(folder, '.verified.json'))).toBe(true);
  });

  it('finds a jar that was cut short', async () => {
    await findBrokenJars(folder, list);
    writeFileSync(path.join(folder, 'b-2.jar'), 'the second');
    expect(await findBrokenJars(folder, list)).toEqual([list[1]]);
  });

  it('finds a jar of the right size with other bytes', async () => {
    await findBrokenJars(folder, list);
    writeFileSync(path.join(folder, 'a-1.jar'), 'THE FIRST JAR');
    expect(await findBrokenJars(folder, list)).toEqual([list[0]]);
  });

  it('finds all jars missing where there is no folder', async () => {
    expect(await findBrokenJars(path.join(folder, 'none'), list)).toEqual(list);
  });

  it('does not trust a memory that cannot be read', async () => {
    writeFileSync(path.join(folder, '.verified.json'), '{"org/a/1/a-1.jar":');
    writeFileSync(path.join(folder, 'a-1.jar'), 'THE FIRST JAR');
    expect(await findBrokenJars(folder, list)).toEqual([list[0]]);
  });

  it('deletes what is not listed, for it would be on the class path', () => {
    writeFileSync(path.join(folder, 'a-0.9.jar'), 'an older one');
    deleteUnlisted(folder, list);
    expect(readdirSync(folder)).toEqual(['a-1.jar', 'b-2.jar']);
  });
});

describe('a line of a list of jars', () => {
  it.each(['', 'abc 12 org/a.jar', `${'0'.repeat(64)} many org/a.jar`])('is refused when it is "%s"', (line) => {
    expect(() => parseJarLine(line)).toThrow('not a line of a jar list');
  });

  it.each(['dynamodb', 'druid', 'flink', 'kafka', 's3proxy'])('is well formed in the whole list of %s', (engine) => {
    expect(readJarList(engine).length).toBeGreaterThan(40);
  });
});
