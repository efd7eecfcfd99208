// Writes what a pass over a group changed. A label set with its incident, history and outbox item is one part of a transaction, which
// holds only while the claim does and the rule is still the version that was judged. What did not change is not written.
import type { StoredRule } from '#schemas/alerts/rule.ts';
import type { Context } from '#functions/platform/context.ts';
import type { RuleGroup } from '../logic/group-rules.ts';
import { changesBySeries } from '../logic/step-windows.ts';
import type { SteppedRule } from '../logic/step-windows.ts';
import { ruleStore } from '../store/definitions.ts';
import { groupHeadStore } from '../store/group-heads.ts';
import type { GroupClaim } from '../store/group-heads.ts';
import { incidentStore } from '../store/incidents.ts';
import { outboxStore } from '../store/outbox.ts';
import { ruleStateStore } from '../store/rule-states.ts';
import type { RuleFailure } from '../store/rule-states.ts';
import type { TransactItem } from '../store/transact-item.ts';
import { transitionStore } from '../store/transitions.ts';

/** Beside the check of the claim; well below DynamoDB's limit of 100, as a larger transaction takes longer and meets more conflicts. */
const MOST_WRITES = 60;
/** Transitions of one label set beyond this (a long catch-up) are written before: the same item however often. */
const MOST_TRANSITIONS = 40;

export interface JudgedRule {
  rule: StoredRule;
  /** Null if the rule itself failed. */
  stepped: SteppedRule | null;
  /** The failure that is kept, and what is to be kept now. */
  before: RuleFailure | null;
  failure: RuleFailure | null;
}
export interface GroupPass {
  group: RuleGroup;
  claim: GroupClaim;
  judged: readonly JudgedRule[];
}

/** @throws ConditionFailed if the claim was lost or a rule has changed; parts that were written before stay, and are not done twice. */
export async function commitGroup(context: Context, { group, claim, judged }: GroupPass): Promise<void> {
  const requireClaim = groupHeadStore(context.table).requireClaim(claim);
  const parts: Part[] = [];
  for (const one of judged) parts.push(...(await partsOf(context, group, one)));
  for (const batch of packParts(context, parts)) await context.table.transact([requireClaim, ...batch]);
  for (const { stepped } of judged) {
    for (const { type, incident } of stepped?.notices ?? []) {
      context.log.info(type, { rule: incident.rule, incidentId: incident.id });
    }
  }
}

/** Writes that stand or fall together. */
interface Part {
  rule: StoredRule;
  writes: TransactItem[];
}

async function partsOf({ table, now }: Context, group: RuleGroup, judged: JudgedRule): Promise<Part[]> {
  const { rule, stepped, before, failure } = judged;
  const states = ruleStateStore(table);
  const parts: Part[] = [];
  if (failure !== null && failure !== before) {
    parts.push({ rule, writes: [states.putFailure(group.id, rule.name, failure)] });
  }
  for (const change of stepped === null ? [] : changesBySeries(stepped)) {
    const history = change.transitions.map((transition, place) => transitionStore(table).put(transition, place));
    const early = history.slice(0, -MOST_TRANSITIONS);
    for (const write of early) await table.transact([write]);
    const { before: old, after } = change;
    const kept = after === old ? [] : [after ?? old].filter((series) => series !== undefined);
    const state = kept.map((series) =>
      after === undefined ? states.remove(group.id, rule.name, series) : states.put(group.id, rule.name, series),
    );
    const told = change.notices.flatMap((notice) => [
      incidentStore(table).put({ incident: notice.incident }),
      outboxStore(table).announce(notice, now()),
    ]);
    parts.push({ rule, writes: [...state, ...history.slice(-MOST_TRANSITIONS), ...told] });
  }
  return parts;
}

/** Each batch checks each of its rules once. */
function packParts({ table }: Context, parts: readonly Part[]): TransactItem[][] {
  const batches: { rules: Set<string>; writes: TransactItem[] }[] = [];
  for (const { rule, writes } of parts) {
    let batch = batches.at(-1);
    const size = (batch?.writes.length ?? 0) + writes.length + (batch?.rules.has(rule.name) === true ? 0 : 1);
    if (batch === undefined || size > MOST_WRITES) batches.push((batch = { rules: new Set(), writes: [] }));
    if (!batch.rules.has(rule.name)) batch.writes.push(ruleStore(table).requireVersion(rule));
    batch.rules.add(rule.name);
    batch.writes.push(...writes);
  }
  return batches.map(({ writes }) => writes);
}
