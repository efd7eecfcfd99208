// Writes what a step changed: each label set with its incident and its outbox items is one part of a transaction, and every
// transaction holds only while the claim on the rule does. What did not change is not written.
import type { Notification } from '#schemas/alerts/incident.ts';
import type { SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Context } from '#functions/platform/context.ts';
import { labelHash, labelKey } from '../logic/label-key.ts';
import { packGroups } from '../logic/pack-groups.ts';
import type { AlertEvent } from '../logic/step-rule.ts';
import { incidentStore } from '../store/incidents.ts';
import { outboxStore } from '../store/outbox.ts';
import { ruleHeadStore } from '../store/rule-heads.ts';
import type { Claim } from '../store/rule-heads.ts';
import { seriesStore } from '../store/series.ts';
import type { TransactItem } from '../store/transact-item.ts';

/** DynamoDB's limit is 100 items, one of which checks the claim. */
const MOST_WRITES = 99;

export interface StepOutcome {
  rule: Rule;
  claim: Claim;
  before: SeriesState[];
  after: SeriesState[];
  events: AlertEvent[];
}

/** @throws ConditionFailed if the claim was lost; parts that were written before stay, and a later step goes on from them. */
export async function commitStep(context: Context, outcome: StepOutcome): Promise<void> {
  const { claim } = outcome;
  const requireClaim = ruleHeadStore(context.table).requireClaim(claim);
  for (const writes of packGroups(changes(context, outcome), MOST_WRITES)) {
    await context.table.transact([requireClaim, ...writes]);
  }
}

function changes(context: Context, { rule, before, after, events }: StepOutcome): TransactItem[][] {
  const store = seriesStore(context.table);
  const old = new Map(before.map((series) => [labelKey(series.labels), series]));
  const kept = new Set(after.map(({ labels }) => labelKey(labels)));
  const told = new Map(events.map((event) => [labelKey(event.incident.labels), event]));
  const tellOf = (series: SeriesState) => tell(context, rule, told.get(labelKey(series.labels)));
  const gone = before.filter(({ labels }) => !kept.has(labelKey(labels)));
  const changed = after.filter((series) => old.get(labelKey(series.labels)) !== series);
  return [
    ...gone.map((series) => tellOf(series).concat(store.remove(rule.name, labelHash(series.labels)))),
    ...changed.map((series) => tellOf(series).concat(store.put(rule.name, labelHash(series.labels), series))),
  ];
}

function tell({ table, now }: Context, rule: Rule, event: AlertEvent | undefined): TransactItem[] {
  if (event === undefined) return [];
  const { type, incident } = event;
  const id = `msg_${incident.id}~${incident.status}`;
  const timestamp = incident.resolvedAt ?? incident.openedAt;
  const notification: Notification = { id, type, timestamp, data: incident };
  return [
    incidentStore(table).put({ incident, model: rule.model }),
    ...[...new Set(rule.channels)].map((channel) => outboxStore(table).put(notification, channel, now())),
  ];
}
