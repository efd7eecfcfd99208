// How many records of Kafka are not in Druid yet.
import type { KeptWatermark } from '#schemas/watermark.ts';

/** Offsets count, so gaps between records do too; the marks of transactions at an end do not. Null if a position is not known. */
export function ingestionLag({ partitions }: KeptWatermark): number | null {
  let lag = 0n;
  for (const { awaits, position, end } of partitions) {
    if (awaits === 'nothing' || awaits === 'commit') continue;
    if (position === null) return null;
    if (BigInt(end) > BigInt(position)) lag += BigInt(end) - BigInt(position);
  }
  return Number(lag);
}
