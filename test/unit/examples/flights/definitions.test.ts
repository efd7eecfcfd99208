import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseResources } from '#cli/logic/parse-resources.ts';

const folder = path.resolve(import.meta.dirname, '../../../../examples/flights');

test('every definition of the example is valid as it stands', async () => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'));
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  const parsed = files.map((file, index) => parseResources({ file, text: texts[index] ?? '', environment: {} }));

  expect(parsed.flatMap(({ errors }) => errors)).toEqual([]);
  expect(parsed.flatMap(({ resources }) => resources.map(({ kind, name }) => `${kind} ${name}`)).sort()).toEqual([
    'channel show',
    'model flights',
    'pipeline flights-clean',
    'route operations',
    'rule delays-rising',
    'rule delays-unlike-other-days',
    'rule fewer-flights-than-an-hour-ago',
    'rule late-airports',
    'rule longest-delay',
    'rule mean-delay-by-state',
    'rule no-flights',
    'rule share-of-california',
    'rule stale-flights',
    'rule usual-delays',
    'stream airports',
    'stream flights',
    'stream flights_clean',
  ]);
});
