// How far a model is in event time: what observers answer, and what is remembered between two of them.
import * as z from 'zod';
import { Name } from './name.ts';

/**
 * `active` holds the watermark at its newest event. `idle`: all is read and no newer event came for 10 s; it does not hold it.
 * `stalled`: records are left and nothing moved for 30 s, no task of Druid reads it for 30 s, or a transaction stays open for 5
 * minutes; it holds the watermark and makes it stale.
 */
export const PartitionState = z.enum(['active', 'idle', 'stalled']);
export type PartitionState = z.infer<typeof PartitionState>;

export const ModelWatermark = z
  .strictObject({
    model: Name,
    watermark: z.iso
      .datetime()
      .nullable()
      .describe(
        'The event time up to which queries see everything that came in order; null before the first event. It never goes back ' +
          'and is never ahead of the clock. An event more than 5 minutes in the future does not move it (a device with a wrong ' +
          'clock); it counts in its own window, which is judged when the other events have come that far.',
      ),
    isStale: z
      .boolean()
      .describe('A partition is stalled or is read again after a failure, or nothing at all has come for 5 minutes.'),
    staleReason: z.string().nullable(),
    caughtUpAt: z.iso
      .datetime()
      .nullable()
      .describe(
        'The newest time at which no record was left to read, nor written in an open transaction, in any partition: what was ' +
          'produced before it is in Druid.',
      ),
    observedAt: z.iso.datetime(),
    partitions: z.array(
      z.strictObject({
        partition: z.int(),
        position: z.string().nullable().describe('The next offset that Druid reads; null if that is not known.'),
        end: z.string().describe('Behind the last committed record.'),
        maxEventTime: z.iso.datetime().nullable().describe('The newest event time seen before the position.'),
        state: PartitionState,
      }),
    ),
  })
  .meta({ id: 'ModelWatermark' });
export type ModelWatermark = z.infer<typeof ModelWatermark>;

/** What keeps a partition from being read to its end: a task of Druid, records to read, an open transaction, or nothing. */
export const Awaited = z.enum(['task', 'records', 'commit', 'nothing']);
export type Awaited = z.infer<typeof Awaited>;

/** One partition as it was seen last. Offsets are decimal text, spans of time are added up over observations. */
export const KeptPartition = z.object({
  partition: z.int(),
  position: z.string().nullable(),
  /** The task, or its replicas, that came to the position first. */
  reader: z.string().nullable(),
  end: z.string(),
  /** Up to where event times were looked at; never goes back. */
  scannedTo: z.string().nullable(),
  /** Never goes back. */
  maxEventMs: z.number().nullable(),
  awaits: Awaited,
  /** How long it has awaited the same without moving. */
  stuckMs: z.number(),
  /** How long no newer event has come. */
  quietMs: z.number(),
});
export type KeptPartition = z.infer<typeof KeptPartition>;

export const KeptWatermark = z.object({
  watermarkMs: z.number().nullable(),
  caughtUpAtMs: z.number().nullable(),
  observedAtMs: z.number(),
  /** How long no partition has begun a segment. */
  settledMs: z.number(),
  partitions: z.array(KeptPartition),
});
export type KeptWatermark = z.infer<typeof KeptWatermark>;
