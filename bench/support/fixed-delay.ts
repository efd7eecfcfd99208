// Rules that are judged at a fixed time after the end of each window, on whatever is there: as other systems do it. With all windows of
// whole data it is the truth that alarms are held against.
import { NOTHING_MEASURED, measureRules } from '#functions/alerts/acts/measure-rules.ts';
import type { RuleAnswer } from '#functions/alerts/acts/measure-rules.ts';
import { labelKey } from '#functions/alerts/logic/label-key.ts';
import { stepWindows } from '#functions/alerts/logic/step-windows.ts';
import type { IncidentNotice } from '#functions/alerts/logic/step-windows.ts';
import type { Context } from '#functions/platform/context.ts';
import { durationMs } from '#schemas/duration.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import type { SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Incident } from '#schemas/alerts/incident.ts';
import type { Alarm } from './compare-alarms.ts';

/** What the windows with these ends hold now, by rule. */
export async function measureNow(
  context: Context,
  rules: readonly Rule[],
  ends: number[],
): Promise<Map<string, RuleAnswer>> {
  const answers = new Map<string, RuleAnswer>();
  for (const [windowMs, members] of Map.groupBy(rules, ({ window }) => durationMs(window))) {
    const [first] = members;
    if (first === undefined) continue;
    const found = await measureRules(context, { model: first.model, windowMs, rules: members, ends });
    for (const [rule, answer] of found) answers.set(rule, answer);
  }
  return answers;
}

export interface FixedJudge {
  /** Judges the windows with one end, at a time. */
  judge: (answers: Map<string, RuleAnswer>, end: number, nowMs: number) => void;
  alarms: () => Alarm[];
}

export function openFixedJudge(rules: readonly Rule[]): FixedJudge {
  const states = new Map<string, readonly SeriesState[]>();
  const alarms = new Map<string, Alarm>();
  const take = ({ incident }: IncidentNotice, nowMs: number): void => {
    const firedMs = alarms.get(incident.id)?.firedMs ?? nowMs;
    alarms.set(incident.id, alarmOf(incident, firedMs));
  };
  return {
    judge: (answers, end, nowMs) => {
      for (const rule of rules) {
        const answer = answers.get(rule.name);
        if (answer?.ok !== true) throw new Error(`${rule.name} was not answered`, { cause: answer?.error });
        const window = {
          end: new Date(end),
          completeness: 'complete' as const,
          ...(answer.windows.get(end) ?? NOTHING_MEASURED),
        };
        const watermark = { watermark: new Date(end), isStale: false };
        const state = states.get(rule.name) ?? [];
        const { after, notices } = stepWindows({ rule, state, windows: [window], watermark });
        states.set(rule.name, after);
        for (const notice of notices) take(notice, nowMs);
      }
    },
    alarms: () => [...alarms.values()],
  };
}

export const alarmOf = ({ rule, labels, openedAt, resolvedAt }: Incident, firedMs: number): Alarm => ({
  rule,
  series: labelKey(labels),
  openedMs: Date.parse(openedAt),
  resolvedMs: resolvedAt === null ? Number.POSITIVE_INFINITY : Date.parse(resolvedAt),
  firedMs,
});
