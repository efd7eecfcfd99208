// What a rule says now: of the newest window whose data is there, for each label set, with the evidence.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { RulePreview } from '#schemas/alerts/try-rule.ts';
import { getRecentModel } from '#functions/models/acts/get-recent-model.ts';
import { observeWatermark } from '#functions/models/acts/observe-watermark.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { describeJudgment } from '../logic/describe-judgment.ts';
import { judgeWindow } from '../logic/judge-window.ts';
import type { WindowResult } from '../logic/judge-window.ts';
import { evidenceOf, windowRange } from '../logic/transition-of.ts';
import { endAtOrBefore, gridOf } from '../logic/window-grid.ts';
import { checkRuleReferences } from './check-rule-references.ts';
import { estimateCost } from './estimate-cost.ts';
import { requireAlerts } from './may-see-alerts.ts';
import { NOTHING_MEASURED, measureRules } from './measure-rules.ts';

/** @throws PlatformError definition.invalid, query.invalid (as for too many label sets), access.forbidden; EngineError */
export async function previewRule(context: Context, caller: Caller, rule: Rule): Promise<RulePreview> {
  requireAlerts(caller, rule.model);
  await checkRuleReferences(context, rule);
  const now = context.now();
  const seen = await observeWatermark(context, await getRecentModel(context, rule.model));
  const watermark = seen.watermark === null ? null : new Date(seen.watermark);
  const grid = gridOf(rule);
  const end = endAtOrBefore(grid, (watermark ?? now).getTime() - grid.allowedLatenessMs);
  const request = { model: rule.model, windowMs: grid.windowMs, rules: [rule], ends: [end] };
  const [answers, cost] = await Promise.all([measureRules(context, request), estimateCost(context, rule)]);
  const answer = answers.get(rule.name);
  if (answer?.ok !== true) throw answer?.error ?? new TypeError('the rule was not measured');
  const window: WindowResult = {
    end: new Date(end),
    completeness: 'complete',
    ...(answer.windows.get(end) ?? NOTHING_MEASURED),
  };
  const view = { watermark, isStale: seen.isStale };
  const series = judgeWindow({ rule, known: [], window, watermark: view }).map((judged) => ({
    labels: judged.labels,
    level: judged.verdict.kind === 'judged' ? judged.verdict.judgment.level : null,
    reason: describeJudgment(rule, judged),
    evidence: evidenceOf({ rule, judged, window, watermark: view }),
  }));
  const { from, to } = windowRange(rule, window.end);
  return { window: { from, to }, watermark: seen.watermark, hasRows: window.series.length > 0, series, cost };
}
