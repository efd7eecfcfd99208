import { describe, expect, it } from 'vitest';
import { planTopics } from '#functions/streams/logic/plan-topics.ts';
import { Stream } from '#schemas/stream.ts';

const plan = (changes: object) =>
  planTopics(
    Stream.parse({
      name: 'flights',
      owner: 'test',
      layer: 'ODS',
      schema: { fields: [{ name: 'id', type: 'string', nullable: false }], key: 'id' },
      ...changes,
    }),
  );

describe('the topics of a stream', () => {
  it('are its own, that of its dead letters and that of its late records', () => {
    const topics = plan({ partitions: 4 }).map(({ topic, partitions }) => [topic, partitions]);
    expect(topics).toEqual([
      ['flights', 4],
      ['flights.dead-letter', 1],
      ['flights.late', 1],
    ]);
  });

  it('keep records as long as the stream says, bad ones a week at least', () => {
    const retentions = (retention: string) => plan({ retention }).map(({ configs }) => configs['retention.ms']);
    expect(retentions('PT1H')).toEqual(['3600000', '604800000', '604800000']);
    expect(retentions('P30D')).toEqual(['2592000000', '2592000000', '2592000000']);
  });

  it('keep segments that are shorter than the retention', () => {
    const segment = (retention: string) => plan({ retention })[0]?.configs['segment.ms'];
    expect([segment('PT1M'), segment('PT8H'), segment('P365D')]).toEqual(['60000', '7200000', '604800000']);
  });

  it('keep the newest record of each key for ever when it is compacted, but not its dead letters', () => {
    expect(plan({ compacted: true }).map(({ configs }) => configs['cleanup.policy'])).toEqual([
      'compact',
      'delete',
      'delete',
    ]);
    expect(plan({ compacted: true })[0]?.configs).not.toHaveProperty('retention.ms');
  });
});
