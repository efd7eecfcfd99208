import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { datasetPath } from '#examples/flights/dataset-path.ts';
import { parseCsv } from '#examples/flights/logic/parse-csv.ts';

test('reads quoted values with commas and quotes, and empty ones', () => {
  expect(parseCsv('a,b,c\r\n1,"x, ""y""",\n,"",3\n')).toEqual([
    { a: '1', b: 'x, "y"', c: '' },
    { a: '', b: '', c: '3' },
  ]);
});

test('reads all airports', async () => {
  const airports = parseCsv(await readFile(datasetPath('airports.csv'), 'utf8'));

  expect(airports).toHaveLength(3376);
  expect(airports.find(({ iata }) => iata === 'JFK')).toMatchObject({ city: 'New York', state: 'NY' });
  expect(airports.filter(({ state, latitude }) => !/^..$/.test(state ?? '') || Number.isNaN(Number(latitude)))).toEqual(
    [],
  );
});
