// What one window changes for a rule. Pure: live, in catch-up, in backtests and in rule tests it is this very function.
import type { SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { judgeWindow } from './judge-window.ts';
import type { WatermarkView, WindowResult } from './judge-window.ts';
import { labelKey } from './label-key.ts';
import { stepSeries } from './step-series.ts';
import type { SeriesChange } from './step-series.ts';

export interface Step {
  rule: Rule;
  /** The label sets that are not simply normal. */
  state: readonly SeriesState[];
  window: WindowResult;
  watermark: WatermarkView;
}

/**
 * Windows come in the order of their ends; one of the last twenty that comes again changes nothing. A window that was not
 * answered in full is no step. Label sets that stay as they are come back as the same objects.
 */
export function stepRule({ rule, state, window, watermark }: Step): { state: SeriesState[]; changes: SeriesChange[] } {
  const known = new Map(state.map((series) => [labelKey(series.labels), series]));
  const steps = judgeWindow({ rule, known: state, window, watermark }).map((judged) => {
    const key = known.size === 0 ? '' : labelKey(judged.labels);
    const before = known.get(key);
    known.delete(key);
    return stepSeries({ rule, before, judged, window, watermark });
  });
  // What was not judged stays: a partial window says nothing of label sets that it does not have.
  const untouched = [...known.values()];
  return {
    state: [...untouched, ...steps.flatMap(({ series }) => (series === undefined ? [] : [series]))],
    changes: steps.flatMap(({ changes }) => changes),
  };
}
