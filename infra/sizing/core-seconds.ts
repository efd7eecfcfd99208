// What an event costs a core, from the two sizes that were measured: a part for the event and a part for its bytes.
import type { Assumptions } from './assumptions.ts';
import { MEASURED } from './measured.ts';
import type { MeasuredPart } from './measured.ts';

/** CPU-seconds of a core on AWS. Bytes never make an event cheaper, whatever a measurement's noise says. */
export function coreSecondsOf(part: MeasuredPart, eventBytes: number, { coreRatio }: Assumptions): number {
  const rates = MEASURED.eventsPerCoreSecond[part];
  const sizes = MEASURED.eventBytes;
  const [small, large] = [1 / rates.small, Math.max(1 / rates.small, 1 / rates.large)];
  const eachByte = (large - small) / (sizes.large - sizes.small);
  const eachEvent = Math.max(0, small - eachByte * sizes.small);
  return (eachEvent + eachByte * eventBytes) / coreRatio;
}
