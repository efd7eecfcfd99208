// A file of a Maven repository as a component, by its package URL.
import path from 'node:path';
import type { JarEntry } from '../jar-list.ts';
import { partOf } from './bom.ts';
import type { Component } from './bom.ts';

/**
 * @param path in the layout of a repository: `org/a/b/1.0/b-1.0.jar`
 * @throws an error when it is in no such layout
 */
export function jarComponent({ path: file, sha256 }: Pick<JarEntry, 'path' | 'sha256'>, part: string): Component {
  const [fileName = '', version = '', artifact = '', ...groups] = file.split('/').toReversed();
  const group = groups.toReversed().join('.');
  const extension = path.extname(fileName).slice(1);
  const stem = `${artifact}-${version}`;
  if (group === '' || extension === '' || !fileName.startsWith(stem)) throw new Error(`not of a repository: ${file}`);
  const classifier = fileName.slice(stem.length, -extension.length - 1).replace(/^-/, '');
  const purl = `pkg:maven/${group}/${artifact}@${version}${qualifiersOf({ classifier, extension })}`;
  return {
    'bom-ref': purl,
    type: 'library',
    group,
    name: artifact,
    version,
    purl,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
    properties: partOf(part),
  };
}

function qualifiersOf({ classifier, extension }: { classifier: string; extension: string }): string {
  const qualifiers = [
    ...(classifier === '' ? [] : [`classifier=${classifier}`]),
    ...(extension === 'jar' ? [] : [`type=${extension}`]),
  ];
  return qualifiers.length === 0 ? '' : `?${qualifiers.join('&')}`;
}
