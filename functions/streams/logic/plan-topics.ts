// Which topics a stream has, with which settings. Replicas and min.insync.replicas are the cluster's defaults.
import { durationMs } from '#schemas/duration.ts';
import { topicsOf } from '#schemas/stream.ts';
import type { Stream } from '#schemas/stream.ts';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
/** A record has at most 1 MB; in base64 and with its reason it still fits. */
const BAD_RECORD_BYTES = 2 * 1024 * 1024;

export interface TopicPlan {
  topic: string;
  partitions: number;
  configs: Record<string, string>;
}

export function planTopics(stream: Stream): TopicPlan[] {
  const { main, deadLetter, late } = topicsOf(stream.name);
  const retentionMs = durationMs(stream.retention);
  const configs = stream.compacted ? { 'cleanup.policy': 'compact' } : kept(retentionMs);
  const forBadRecords = { ...kept(Math.max(retentionMs, WEEK_MS)), 'max.message.bytes': String(BAD_RECORD_BYTES) };
  return [
    { topic: main, partitions: stream.partitions, configs },
    { topic: deadLetter, partitions: 1, configs: forBadRecords },
    { topic: late, partitions: 1, configs: forBadRecords },
  ];
}

/** Kafka removes whole segments, so a segment may span only a part of the retention. */
function kept(retentionMs: number): Record<string, string> {
  const segmentMs = Math.min(Math.max(retentionMs / 4, MINUTE_MS), WEEK_MS);
  return {
    'cleanup.policy': 'delete',
    'retention.ms': String(retentionMs),
    'segment.ms': String(Math.round(segmentMs)),
  };
}
