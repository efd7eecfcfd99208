// Looks at windows that have not ended, for rules that may fire before: what is there can only make an incident open or rise.
import type { Context } from '#functions/platform/context.ts';
import { earlyWindows } from '../logic/due-windows.ts';
import { windowsInARow } from '../logic/hold-breaches.ts';
import type { WindowResult } from '../logic/judge-window.ts';
import { stepWindows } from '../logic/step-windows.ts';
import { NO_STATE } from '../store/rule-states.ts';
import type { KeptState } from '../store/rule-states.ts';
import { explainIncidents } from './explain-incidents.ts';
import { commitGroup } from './commit-group.ts';
import type { JudgedRule } from './commit-group.ts';
import type { ClaimedTick } from './judge-due-windows.ts';
import { NOTHING_MEASURED, measureRules } from './measure-rules.ts';

/** A rule that cannot be measured now is left to the judgment of its windows. @throws EngineError, ConditionFailed */
export async function judgeEarlyWindows(
  context: Context,
  tick: ClaimedTick,
  states: Map<string, KeptState>,
): Promise<void> {
  const { group, head, claim, view, now } = tick;
  const ends = earlyWindows(group.grid, head.cursorMs, now.getTime());
  const rules = group.rules.filter(({ early }) => early);
  const answers = await measureRules(context, { model: group.model, windowMs: group.grid.windowMs, rules, ends });
  const judged = rules.flatMap((rule): JudgedRule[] => {
    const answer = answers.get(rule.name);
    if (answer?.ok !== true) return [];
    const { series, failure } = states.get(rule.name) ?? NO_STATE;
    const seen = windowsInARow(rule) === 1 && rule.windows === undefined ? ends : ends.slice(0, 1);
    const windows = seen.map((end): WindowResult => {
      const { series: seenSeries, absent } = answer.windows.get(end) ?? NOTHING_MEASURED;
      return { end: new Date(end), completeness: 'partial', series: seenSeries, absent };
    });
    const stepped = stepWindows({ rule, state: series, windows, watermark: view });
    return [{ rule, stepped, before: failure, failure }];
  });
  await commitGroup(context, { group, claim, judged: await explainIncidents(context, judged) });
}
