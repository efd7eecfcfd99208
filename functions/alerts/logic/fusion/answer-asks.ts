// Hands what was measured to everyone who asked for it. More series than an ask allows are an error, never a part of them.
import { PlatformError } from '#functions/platform/errors.ts';
import type { AskAnswer, MeasuredSeries } from './ask.ts';
import type { Resolution, ResolvedAsk } from './resolve-ask.ts';

export interface Measured {
  resolution: Resolution;
  /** By the id of a resolved ask, then by window end. */
  series: Map<string, Map<number, MeasuredSeries[]>>;
  /** By the id of a resolved ask: why it was not answered. */
  errors: Map<string, unknown>;
  ends: number[];
}

export function answerAsks({ resolution, series, errors, ends }: Measured): Map<string, AskAnswer> {
  const answers = new Map<string, AskAnswer>();
  for (const [key, error] of resolution.errors) answers.set(key, { ok: false, error });
  for (const { id, askedBy } of resolution.asks) {
    const measured = series.get(id);
    const windows = new Map(ends.map((end) => [end, measured?.get(end) ?? []]));
    const error = errors.get(id);
    let most = 0;
    for (const one of windows.values()) most = Math.max(most, one.length);
    for (const { key, maxSeries } of askedBy) {
      if (error !== undefined) answers.set(key, { ok: false, error });
      else if (most > maxSeries) answers.set(key, { ok: false, error: tooManySeries(maxSeries) });
      else answers.set(key, { ok: true, windows });
    }
  }
  return answers;
}

export const tooManySeries = (maxSeries: number): PlatformError =>
  new PlatformError(
    'query.invalid',
    `there are more than ${maxSeries} label sets (maxSeries): group by less, or filter more`,
  );

/** The highest cap of all who ask for the same. */
export const highestCap = ({ askedBy }: ResolvedAsk): number => Math.max(...askedBy.map(({ maxSeries }) => maxSeries));
