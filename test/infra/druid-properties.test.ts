import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKED_PROPERTIES } from '#infra/druid/checked-properties.ts';
import { differencesOf, EXTENSIONS } from '#infra/druid/versions.ts';

const overlays = path.join(import.meta.dirname, '../../infra/druid/aws');
const read = (file: string) => readFileSync(path.join(overlays, file), 'utf8');
const namesIn = (text: string) => [...text.matchAll(/^([a-zA-Z][\w.]+)=/gm)].map(([, name]) => name ?? '');
const used = new Set(
  globSync('*/*.properties', { cwd: overlays, exclude: ['**/log4j2*'] }).flatMap((file) => namesIn(read(file))),
);
const checked = CHECKED_PROPERTIES.map(({ name }) => name);

describe('the properties of Druid on AWS', () => {
  it('have all been looked up in the documentation', () => {
    expect([...used].filter((name) => !checked.includes(name))).toEqual([]);
  });

  it('are the only ones that are listed as looked up', () => {
    expect(checked.filter((name) => !used.has(name))).toEqual([]);
    expect(new Set(checked).size).toBe(checked.length);
  });

  it('come from Druid itself or from an extension that is loaded', () => {
    const owners = new Set(CHECKED_PROPERTIES.map(({ owner }) => owner));
    expect([...owners].filter((owner) => owner !== 'core' && !EXTENSIONS.includes(owner))).toEqual([]);
  });

  it('hold no secret, only the variables that have them', () => {
    const secrets = read('_common/common.runtime.properties').match(/^.*password=.*$/gim) ?? [];
    expect(secrets).toHaveLength(5);
    expect(secrets.filter((line) => !/=\{"type":"environment","variable":"MILLRACE_\w+"\}$/.test(line))).toEqual([]);
  });
});

describe('the versions of Druid', () => {
  it('run on the releases of Java that they were made for', () => {
    expect(() => differencesOf({ version: '34.0.0', java: 21 })).toThrow(
      'Druid 34.0.0 does not run on Java 21, only on 17',
    );
    expect(differencesOf({ version: '35.0.0', java: 21 }).java).toContain(21);
  });

  it('tell 35 to answer health checks, which name no host', () => {
    const { properties } = differencesOf({ version: '35.0.0', java: 17 });
    expect(properties).toEqual({ 'druid.server.http.enforceStrictSNIHostChecking': 'false' });
  });
});
