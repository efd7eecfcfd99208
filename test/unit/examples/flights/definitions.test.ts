import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseResources } from '#cli/logic/parse-resources.ts';

const folder = path.resolve(import.meta.dirname, '../../../../examples/flights');

test('every definition of the example is valid as it stands', async () => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  const parsed = files.map((file, index) => parseResources({ file, text: texts[index] ?? '', environment: {} }));

  expect(parsed.flatMap(({ errors }) => errors)).toEqual([]);
  expect(parsed.flatMap(({ resources }) => resources.map(({ kind, name }) => `${kind} ${name}`)).sort()).toEqual([
    'channel show',
    'model flights',
    'pipeline flights-clean',
    'rule mean-delay-by-state',
    'rule no-flights',
    'stream airports',
    'stream flights',
    'stream flights_clean',
  ]);
});
