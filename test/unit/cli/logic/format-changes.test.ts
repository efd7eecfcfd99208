import { expect, test } from 'vitest';
import { formatChanges } from '#cli/logic/format-changes.ts';

const changes = [
  { path: 'owner', before: 'a', after: 'b' },
  { path: 'tags', before: undefined, after: ['x'] },
  { path: 'schema.key', before: 'origin', after: undefined },
];

test('shows what is changed, added and removed', () => {
  expect(formatChanges(changes, false)).toBe(
    '    ~ owner: "a" -> "b"\n    + tags: ["x"]\n    - schema.key: "origin"\n',
  );
});

test('colours what is added green and what is removed red', () => {
  expect(formatChanges(changes.slice(1), true)).toBe(
    '    \u001b[32m+ tags: ["x"]\u001b[39m\n    \u001b[31m- schema.key: "origin"\u001b[39m\n',
  );
});
