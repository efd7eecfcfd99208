import { describe, expect, test } from 'vitest';
import { parseResources } from '#cli/logic/parse-resources.ts';

const parse = (text: string, environment: Record<string, string> = {}) =>
  parseResources({ file: 'a.yaml', text, environment });

const CHANNEL = 'kind: channel\nname: show\nowner: me\ntype: webhook\n';

describe('parseResources', () => {
  test('reads several documents, fills in defaults, and passes over empty ones', () => {
    const { resources, errors } = parse(
      `---\n${CHANNEL}url: http://a.example/\n---\n---\nkind: stream\nname: clicks\nowner: me\nlayer: ODS\nschema: { fields: [{ name: a, type: int }] }\n`,
    );

    expect(errors).toEqual([]);
    expect(resources.map(({ kind, name, source }) => [kind, name, source])).toEqual([
      ['channel', 'show', 'a.yaml, document 1'],
      ['stream', 'clicks', 'a.yaml, document 3'],
    ]);
    expect(resources[1]?.definition).toMatchObject({ partitions: 2, retention: 'P1D', compacted: false });
    expect(resources[1]?.definition).not.toHaveProperty('kind');
  });

  test('reads JSON', () => {
    const text = JSON.stringify({ kind: 'channel', name: 'a', owner: 'me', type: 'webhook', url: '${URL}' });

    expect(parse(text, { URL: 'http://b.example/' }).resources[0]?.definition).toMatchObject({
      url: 'http://b.example/',
    });
  });

  test('names file, line, document, thing, field and reason', () => {
    const bad = `${CHANNEL}url: ftp://a.example/\ncolour: red\n---\nkind: stream\nname: clicks\nowner: me\nlayer: ODS\nschema:\n  fields:\n    - { name: a, type: int }\n    - name: b\n      type: text\n`;

    expect(parse(bad).errors).toEqual([
      expect.stringMatching(/^a\.yaml:5: document 1, channel "show", \/url: /),
      'a.yaml:6: document 1, channel "show", /colour: is not a known field',
      expect.stringMatching(/^a\.yaml:16: document 2, stream "clicks", \/schema\/fields\/1\/type: /),
    ]);
  });

  test.each([
    ['kind: flow\nname: a\n', /^a\.yaml:1: \/kind: /],
    ['name: a\n', /^a\.yaml:1: \/kind: /],
    ['- 1\n', /^a\.yaml:1: \/: /],
    ['kind: stream\nkind: stream\n', /^a\.yaml: Map keys must be unique/],
    ['kind: "stream\n', /^a\.yaml: Missing closing "quote/],
    [`${CHANNEL}url: \${UNSET}\n`, /^a\.yaml:5: the environment variable UNSET is not set$/],
  ])('refuses %j', (text, expected) => {
    const { resources, errors } = parse(text);

    expect(resources).toEqual([]);
    expect(errors).toEqual([expect.stringMatching(expected)]);
  });

  test('what one document lacks does not keep the others back', () => {
    const { resources, errors } = parse(`kind: flow\n---\n${CHANNEL}url: http://a.example/\n`);

    expect([resources.length, errors.length]).toEqual([1, 1]);
  });

  test('a plain reference may be a number, a quoted one is a text, and a value never becomes structure', () => {
    const stream = (partitions: string) =>
      `kind: stream\nname: a\nowner: "\${OWNER}"\nlayer: ODS\npartitions: ${partitions}\nschema: { fields: [{ name: a, type: int }] }\n`;
    const environment = { OWNER: '7', COUNT: '3', BAD: '{ a: 1 }' };

    expect(parse(stream('${COUNT}'), environment).resources[0]?.definition).toMatchObject({
      partitions: 3,
      owner: '7',
    });
    expect(parse(stream('"${COUNT}"'), environment).errors).toHaveLength(1);
    expect(parse(stream('${BAD}'), environment).errors).toEqual([expect.stringContaining('/partitions: ')]);
  });
});
