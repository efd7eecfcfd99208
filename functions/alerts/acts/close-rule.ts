// Ends everything that a rule has open, for a reason that no window showed. The rule is no longer the version that was judged, so that
// no evaluation writes its state any more.
import type { Incident } from '#schemas/alerts/incident.ts';
import type { SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Transition } from '#schemas/alerts/transition.ts';
import type { Context } from '#functions/platform/context.ts';
import { ruleStore } from '../store/definitions.ts';
import { incidentStore } from '../store/incidents.ts';
import { outboxStore } from '../store/outbox.ts';
import { ruleClosingStore } from '../store/rule-closings.ts';
import type { RuleClosing } from '../store/rule-closings.ts';
import { ruleStateStore } from '../store/rule-states.ts';
import type { TransactItem } from '../store/transact-item.ts';
import { transitionStore } from '../store/transitions.ts';

/** A change of a rule takes far less; a note that is older was left by one that never came to be. */
const LONGEST_CHANGE_MS = 60_000;
/** Each takes four writes at most, and a transaction a hundred. */
const SERIES_AT_ONCE = 25;

/** Does nothing while the rule is still the version that is to go. Repeating it changes nothing. */
export async function closeRule(context: Context, closing: RuleClosing): Promise<void> {
  const { table, now } = context;
  const stored = await ruleStore(table).get(closing.rule);
  if (stored?.version === closing.version && stored.createdAt === closing.createdAt) {
    if (now().getTime() - Date.parse(closing.at) > LONGEST_CHANGE_MS) await ruleClosingStore(table).remove(closing);
    return;
  }
  const { series, failure } = await ruleStateStore(table).listOfRule(closing.group, closing.rule);
  for (let first = 0; first < series.length; first += SERIES_AT_ONCE) {
    const some = series.slice(first, first + SERIES_AT_ONCE);
    await table.transact(some.flatMap((one) => endOf(context, closing, one)));
  }
  if (failure !== null) await table.transact([ruleStateStore(table).removeFailure(closing.group, closing.rule)]);
  await ruleClosingStore(table).remove(closing);
}

/** What changes of rules that were cut off have left behind. */
export async function closeLeftRules(context: Context): Promise<void> {
  for (const closing of await ruleClosingStore(context.table).list()) await closeRule(context, closing);
}

function endOf({ table, now }: Context, { group, rule, reason, at }: RuleClosing, series: SeriesState): TransactItem[] {
  const { labels, status, incident } = series;
  const transition: Transition = {
    rule,
    labels,
    at,
    from: status,
    to: 'normal',
    level: null,
    incidentId: incident?.id ?? null,
    reason,
    evidence: null,
    mark: null,
  };
  return [
    ruleStateStore(table).remove(group, rule, series),
    ...(status === 'normal' ? [] : [transitionStore(table).put(transition, 0)]),
    ...(incident === null ? [] : tell({ table, now }, { ...incident, status: 'resolved', resolvedAt: at, reason })),
  ];
}

function tell({ table, now }: Pick<Context, 'table' | 'now'>, incident: Incident): TransactItem[] {
  const { id, resolvedAt } = incident;
  const type = 'incident.resolved';
  const timestamp = resolvedAt ?? now().toISOString();
  const notice = { id: `msg_${id}~closed~${type}`, type, timestamp, incident } as const;
  return [incidentStore(table).put({ incident }), outboxStore(table).announce(notice, now())];
}
