// The watermark of a case at each time.
import type { RuleTestCase } from '#schemas/alerts/rule-test.ts';
import { offsetMs } from '#schemas/alerts/rule-test.ts';
import type { SampleSeries } from './series-of-case.ts';

export interface TestWatermark {
  watermark: number | null;
  caughtUpAt: number | null;
  isStale: boolean;
}

export function watermarkAt(one: RuleTestCase, series: readonly SampleSeries[]): (now: number) => TestWatermark {
  const { watermark } = one;
  if (watermark === 'clock') return (now) => ({ watermark: now, caughtUpAt: now, isStale: false });
  if (watermark === 'events') return newestEvent(series);
  const start = Date.parse(one.start);
  const parts = watermark
    .map(({ from, is, lag, isStale }) => ({ begin: start + offsetMs(from), is, lag, isStale }))
    .sort((a, b) => a.begin - b.begin);
  return (now) => {
    const part = parts.findLast(({ begin }) => begin <= now);
    if (part === undefined) return { watermark: null, caughtUpAt: null, isStale: false };
    const { is, lag = '0s', isStale, begin } = part;
    // While a partition stalls, records are left to read; else all has been read but what the lag holds back.
    const caughtUpAt = isStale ? begin : now - offsetMs(lag);
    return { watermark: is === undefined ? now - offsetMs(lag) : start + offsetMs(is), caughtUpAt, isStale };
  };
}

/** Of what has arrived; all of it has been read. Asked for times that ascend. */
function newestEvent(series: readonly SampleSeries[]): (now: number) => TestWatermark {
  const samples = series.flatMap((one) => one.samples).sort((a, b) => a.arrivesAt - b.arrivesAt);
  let [next, newest] = [0, -Infinity];
  return (now) => {
    for (let sample = samples[next]; sample !== undefined && sample.arrivesAt <= now; sample = samples[next]) {
      newest = Math.max(newest, sample.at);
      next += 1;
    }
    return { watermark: newest === -Infinity ? null : Math.min(newest, now), caughtUpAt: now, isStale: false };
  };
}
