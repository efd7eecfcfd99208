// The slow lane of late data: measures the last closed windows of each group again, and marks in the history what would have been
// judged otherwise. Incidents stay as they are; somebody is told only where the rule asks for it.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Transition } from '#schemas/alerts/transition.ts';
import type { Context } from '#functions/platform/context.ts';
import { breachesOf, correctWindow } from '../logic/correct-window.ts';
import type { Correction } from '../logic/correct-window.ts';
import { describeJudgment } from '../logic/describe-judgment.ts';
import type { RuleGroup } from '../logic/group-rules.ts';
import { openIncident } from '../logic/incident-of.ts';
import type { WindowResult } from '../logic/judge-window.ts';
import { labelKey } from '../logic/label-key.ts';
import { evidenceOf } from '../logic/transition-of.ts';
import { endsBefore } from '../logic/window-grid.ts';
import { groupHeadStore } from '../store/group-heads.ts';
import type { GroupHead } from '../store/group-heads.ts';
import { incidentStore } from '../store/incidents.ts';
import { judgedWindowStore } from '../store/judged-windows.ts';
import type { JudgedBreaches } from '../store/judged-windows.ts';
import { outboxStore } from '../store/outbox.ts';
import type { TransactItem } from '../store/transact-item.ts';
import { transitionStore } from '../store/transitions.ts';
import { loadRuleGroups } from './load-rule-groups.ts';
import { NOTHING_MEASURED, measureRules } from './measure-rules.ts';

/** So many closed windows are looked at again. */
export const RECHECKED_WINDOWS = 5;
const LEAST_BETWEEN_MS = 60_000;

/** One group's failure stops no other; it is tried again with the next windows. */
export async function recheckWindows(context: Context): Promise<void> {
  const heads = await groupHeadStore(context.table).list();
  for (const group of await loadRuleGroups(context)) {
    const head = heads.get(group.shard);
    if (head === undefined || group.grid.waitsFor === 'clock') continue;
    const between = Math.max(LEAST_BETWEEN_MS, group.grid.everyMs);
    if (context.now().getTime() - head.recheckedMs < between) continue;
    await recheckGroup(context, group, head).catch((error: unknown) =>
      context.log.error('rules.not-rechecked', error, { group: group.shard }),
    );
  }
}

async function recheckGroup(context: Context, group: RuleGroup, head: GroupHead): Promise<void> {
  const { table, now } = context;
  if (!(await groupHeadStore(table).claimRecheck(head, now()))) return;
  const store = judgedWindowStore(table);
  const oldest = endsBefore(group.grid, head.cursorMs, RECHECKED_WINDOWS - 1);
  const known = (await store.list(group.shard, oldest)).filter(({ breaches }) => breaches !== null);
  if (known.length === 0) return;
  const ends = known.map(({ endMs }) => endMs);
  const answers = await measureRules(context, {
    model: group.model,
    windowMs: group.grid.windowMs,
    rules: group.rules,
    ends,
  });
  for (const judged of known) {
    const breaches: NonNullable<JudgedBreaches['breaches']> = [];
    for (const rule of group.rules) {
      const answer = answers.get(rule.name);
      const then = (judged.breaches ?? []).filter((breach) => breach.rule === rule.name);
      if (answer?.ok !== true) {
        breaches.push(...then);
        continue;
      }
      const end = new Date(judged.endMs);
      const window: WindowResult = {
        end,
        completeness: 'complete',
        ...(answer.windows.get(judged.endMs) ?? NOTHING_MEASURED),
      };
      const fresh = breachesOf(rule, window, NO_WATERMARK);
      for (const correction of correctWindow(then, fresh)) await correct(context, { rule, window, correction });
      breaches.push(...fresh.map(({ labels, value, level }) => ({ rule: rule.name, labels, value, level })));
    }
    await store.put(group.shard, { endMs: judged.endMs, breaches }, now());
  }
}

const NO_WATERMARK = { watermark: null, isStale: false };

interface Corrected {
  rule: Rule;
  window: WindowResult;
  correction: Correction;
}

async function correct(context: Context, { rule, window, correction }: Corrected): Promise<void> {
  const { table } = context;
  const at = window.end.toISOString();
  const key = labelKey(correction.labels);
  const kept = await transitionStore(table).listOfWindow(rule.name, at);
  const own = kept.filter(({ transition }) => labelKey(transition.labels) === key && transition.mark === null);
  const marks = own.map((one) => transitionStore(table).mark(one, correction.mark));
  const missed =
    correction.wasBreach || correction.now === null ? [] : missedBreach(context, { rule, window, correction });
  const told = rule.notifyCorrections ? tellOf(context, { rule, window, correction }) : [];
  const writes = [...marks, ...missed, ...told];
  if (writes.length > 0) await table.transact(writes);
  context.log.info('rule.corrected', { rule: rule.name, at, mark: correction.mark });
}

/** Behind the places of what was judged in time. */
const PLACE = 90;

/** History shows a breach that nobody saw in time; the state of the label set was, and stays, another one. */
function missedBreach({ table }: Context, { rule, window, correction: { labels, now } }: Corrected): TransactItem[] {
  if (now === null) return [];
  const transition: Transition = {
    rule: rule.name,
    labels,
    at: window.end.toISOString(),
    from: 'normal',
    to: 'normal',
    level: now.level,
    incidentId: null,
    reason: `late data: ${describeJudgment(rule, now.judged)}`,
    mark: 'outdated',
    evidence: evidenceOf({ rule, judged: now.judged, window, watermark: NO_WATERMARK }),
  };
  return [transitionStore(table).put(transition, PLACE)];
}

/** What was judged wrongly, as an incident that is over. */
function tellOf({ table, now }: Context, { rule, window, correction }: Corrected): TransactItem[] {
  const at = window.end.toISOString();
  const breach = correction.now;
  const seen = {
    at,
    labels: correction.labels,
    value: breach?.value ?? null,
    score: breach?.judged.score ?? null,
    threshold: breach?.judged.verdict.kind === 'judged' ? breach.judged.verdict.judgment.threshold : null,
    reason: breach === null ? 'late data: it was no breach' : `late data: ${describeJudgment(rule, breach.judged)}`,
    flags: { flapping: false, incomplete: false, stale: false },
  };
  const level = breach?.level ?? 'warning';
  const opened = openIncident(rule, { kind: 'condition', level, startedAt: null }, seen);
  const incident = { ...opened, id: `${opened.id}~late`, status: 'resolved' as const, resolvedAt: at };
  const notice = { id: `msg_${incident.id}`, type: 'incident.corrected' as const, timestamp: at, incident };
  return [incidentStore(table).put({ incident }), outboxStore(table).announce(notice, now())];
}
