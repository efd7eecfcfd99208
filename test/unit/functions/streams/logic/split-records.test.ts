import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitJson, splitLines } from '#functions/streams/logic/split-records.ts';

const texts = (records: Buffer[] | undefined) => records?.map(String);
const spaces = fc.constantFrom('', ' ', '\n', '\t \r\n');

describe('a JSON body', () => {
  it('is cut into the very texts of its elements', () => {
    const element = fc.tuple(fc.json(), spaces, spaces);
    fc.assert(
      fc.property(fc.array(element), spaces, (elements, around) => {
        const body = `${around}[${elements.map(([text, before, after]) => before + text + after).join(',')}]${around}`;
        expect(texts(splitJson(Buffer.from(body)))).toEqual(elements.map(([text]) => text));
      }),
    );
  });

  it('may be one value', () => {
    expect(texts(splitJson(Buffer.from(' {"a": [1, 2]}\n')))).toEqual(['{"a": [1, 2]}']);
  });

  it.each(['[', '[1', '[1,2}', '[1]]', '[}]'])('%s is no array', (text) => {
    expect(splitJson(Buffer.from(text))).toBeUndefined();
  });

  it('that is no JSON never becomes good records alone', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\[[[\]{},:"\\1a ]{0,12}\]$/), (body) => {
        fc.pre(!isJson(body));
        const records = splitJson(Buffer.from(body));
        expect(records === undefined || records.some((record) => !isJson(record.toString()))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('lines', () => {
  it('are the lines that are not blank, without the spaces around them', () => {
    expect(texts(splitLines(Buffer.from('\n{"a":1}\r\n  \n {"b":2} \n\n{"c":3}')))).toEqual([
      '{"a":1}',
      '{"b":2}',
      '{"c":3}',
    ]);
  });

  it('keep bytes that are no text', () => {
    expect(splitLines(Buffer.from([0xff, 0x0a, 0xfe]))).toEqual([Buffer.from([0xff]), Buffer.from([0xfe])]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
