import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEvents } from '#cli/logic/parse-events.ts';

async function* piecesOf(text: string, cuts: readonly number[]): AsyncGenerator<string> {
  const places = [0, ...cuts.map((cut) => cut % text.length).sort((one, other) => one - other), text.length];
  for (const [index, place] of places.slice(1).entries()) yield text.slice(places[index], place);
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const TEXT =
  ': open\n\nid: 0:1\ndata: {"a":1}\n\nevent: end\r\ndata:first\r\ndata: second\r\n\r\n: heartbeat\n\ndata: cut off';

test('reads the same events however the text is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (cuts) => {
      expect(await collect(parseEvents(piecesOf(TEXT, cuts)))).toEqual([
        { event: 'message', data: '{"a":1}', id: '0:1' },
        { event: 'end', data: 'first\nsecond' },
      ]);
    }),
  );
});
