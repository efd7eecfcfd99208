import { expect, test } from 'vitest';
import type { KeptPartition } from '#schemas/watermark.ts';
import { ingestionLag } from '#functions/models/logic/ingestion-lag.ts';

const partition = (changes: Partial<KeptPartition>): KeptPartition => ({
  partition: 0,
  position: '10',
  reader: 'one',
  end: '15',
  scannedTo: '10',
  maxEventMs: 0,
  awaits: 'records',
  stuckMs: 0,
  quietMs: 0,
  ...changes,
});
const lagOf = (...partitions: Partial<KeptPartition>[]) =>
  ingestionLag({
    watermarkMs: 0,
    caughtUpAtMs: 0,
    observedAtMs: 0,
    settledMs: 0,
    partitions: partitions.map(partition),
  });

test('what is behind the positions adds up', () => {
  expect(lagOf({}, { position: '14' }, { awaits: 'task', position: '15' })).toBe(6);
});

test('the mark of a transaction at the end is no record', () => {
  expect(lagOf({ position: '14', awaits: 'nothing' }, { position: '14', awaits: 'commit' })).toBe(0);
});

test('it is not known where a position is not known', () => {
  expect(lagOf({}, { awaits: 'task', position: null })).toBeNull();
});
