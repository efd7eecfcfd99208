import { expect, test } from 'vitest';
import { formatTable } from '#cli/logic/format-table.ts';

test('aligns columns, numbers to the right, and shows nothing as a dash', () => {
  const columns = [{ title: 'origin' }, { title: 'flights', align: 'right' as const }];

  expect(
    formatTable(columns, [
      ['JFK', 12],
      ['Baton Rouge', null],
      ['', 1234567890],
    ]),
  ).toBe(
    [
      'origin          flights',
      'JFK                  12',
      'Baton Rouge           -',
      '-            1234567890',
      '',
    ].join('\n'),
  );
});

test('a value cannot steer the terminal', () => {
  expect(formatTable([{ title: 'a' }], [['\u001b[2Jx\ny\u009b']])).toBe('a\n\\x1b[2Jx\\x0ay\\x9b\n');
});

test('a value that is no text is shown as JSON', () => {
  expect(formatTable([{ title: 'a' }], [[{ state: 'CA' }]])).toBe('a\n{"state":"CA"}\n');
});
