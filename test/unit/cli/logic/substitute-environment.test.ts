import { describe, expect, test } from 'vitest';
import { substituteEnvironment } from '#cli/logic/substitute-environment.ts';

describe('substituteEnvironment', () => {
  test.each([
    ['${HOST}', 'example.org'],
    ['http://${HOST}:${PORT:-80}/', 'http://example.org:80/'],
    ['${HOST:-other}', 'example.org'],
    ['${EMPTY:-default}', 'default'],
    ['${UNSET:-}', ''],
    ['${UNSET:-a b:-c}', 'a b:-c'],
    ['$${HOST} costs $5', '${HOST} costs $5'],
    ['no reference, $HOST', 'no reference, $HOST'],
  ])('%s becomes %s', (text, expected) => {
    expect(substituteEnvironment(text, { HOST: 'example.org', EMPTY: '' })).toBe(expected);
  });

  test('names a variable that is not set', () => {
    expect(() => substituteEnvironment('a ${UNSET} b', {})).toThrow('the environment variable UNSET is not set');
  });

  test.each(['${}', '${a b}', '${1A}', '${A-b}', '${A', '${A:+b}'])('refuses %s', (text) => {
    expect(() => substituteEnvironment(text, { A: 'x' })).toThrow('is neither ${NAME} nor ${NAME:-default}');
  });
});
