// The enabled rules in their groups, remembered in this process until a rule changes; for a while at most, should a change not have
// been noted. What is written on their behalf is bound to their versions, so that rules which are not the newest write nothing.
import type { StoredRule } from '#schemas/alerts/rule.ts';
import type { Context } from '#functions/platform/context.ts';
import { groupRules } from '../logic/group-rules.ts';
import type { RuleGroup } from '../logic/group-rules.ts';
import { ruleStore } from '../store/definitions.ts';
import { ruleSetStore } from '../store/rule-set.ts';

const REMEMBERED_MS = 30_000;

interface Remembered {
  changes: number;
  until: number;
  groups: RuleGroup[];
}
const remembered = new WeakMap<Context['table'], Remembered>();

export async function loadRuleGroups({ table, now }: Context): Promise<RuleGroup[]> {
  const changes = await ruleSetStore(table).changes();
  const known = remembered.get(table);
  if (known !== undefined && known.changes === changes && now().getTime() < known.until) return known.groups;
  const groups = groupRules(await listEnabledRules(table));
  remembered.set(table, { changes, until: now().getTime() + REMEMBERED_MS, groups });
  return groups;
}

/** For the next evaluation they are read again. */
export const forgetRuleGroups = ({ table }: Context): void => void remembered.delete(table);

async function listEnabledRules(table: Context['table']): Promise<StoredRule[]> {
  const rules: StoredRule[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ReturnType<typeof ruleStore>['list']>> = await ruleStore(table).list({
      limit: 1000,
      ...(cursor === null ? {} : { cursor }),
    });
    rules.push(...page.items.filter(({ enabled }) => enabled));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rules;
}
