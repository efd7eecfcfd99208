import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openProducer, splitBySize } from '#engines/kafka/producer.ts';

const NOBODY = '127.0.0.1:1';
const recordOf = (bytes: number) => ({ topic: 't', key: undefined, value: Buffer.alloc(bytes) });

describe('a producer', () => {
  const producer = openProducer({
    clientId: 'test',
    bootstrapBrokers: [NOBODY],
    connectTimeout: 500,
    retries: 2,
    retryDelay: 50,
  });
  afterAll(() => producer.close());

  it('says that Kafka cannot be reached', async () => {
    await expect(producer.send([recordOf(1)])).rejects.toMatchObject({ engine: 'kafka', kind: 'unreachable' });
  });
});

describe('what is sent in one request', () => {
  it('is all of it, in its order, in parts that fit', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400_000), { maxLength: 12 }), (sizes) => {
        const records = sizes.map(recordOf);
        const parts = splitBySize(records);
        expect(parts.flat()).toEqual(records);
        expect(parts.every((part) => part.reduce((sum, { value }) => sum + value.length, 0) <= 900_000)).toBe(true);
      }),
    );
  });

  it('is a record of its own when it is larger', () => {
    expect(splitBySize([recordOf(1), recordOf(2_000_000), recordOf(1)]).map((part) => part.length)).toEqual([1, 1, 1]);
  });
});
