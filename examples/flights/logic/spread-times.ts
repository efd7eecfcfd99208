// Event times of a backfill: the records spread evenly over the time before now, in their order.

/** The time of record `index` of `total`, in ms: the first at `from`, the last just before `to`. */
export function spreadTime({
  index,
  total,
  from,
  to,
}: {
  index: number;
  total: number;
  from: number;
  to: number;
}): number {
  return Math.floor(from + ((to - from) * index) / total);
}
