// Rules that are evaluated together: over the same model, with windows that end at the same times and wait for the same.
import { createHash } from 'node:crypto';
import type { Rule, StoredRule } from '#schemas/alerts/rule.ts';
import { gridOf } from './window-grid.ts';
import type { WindowGrid } from './window-grid.ts';

export interface RuleGroup {
  /** The state of its rules is kept by it; it changes with whatever the grid is made of. */
  id: string;
  /** What is claimed and has a cursor: the group, or the part of an owner who has very many rules in it. */
  shard: string;
  model: string;
  grid: WindowGrid;
  rules: StoredRule[];
}

/** An owner with more rules in a group than this has a shard of it alone, so that the others need not wait for them. */
const MOST_SHARED = 1000;

/** The smallest groups come first. */
export function groupRules(rules: readonly StoredRule[]): RuleGroup[] {
  const groups = Map.groupBy(rules, groupIdOf);
  return [...groups].flatMap(([id, members]) => shardsOf(id, members)).sort(bySize);
}

const bySize = (one: RuleGroup, other: RuleGroup): number =>
  one.rules.length - other.rules.length || (one.shard < other.shard ? -1 : 1);

function shardsOf(id: string, members: StoredRule[]): RuleGroup[] {
  const owners = Map.groupBy(members, ({ owner }) => owner);
  const parts = Map.groupBy(members, ({ owner }) => ((owners.get(owner)?.length ?? 0) > MOST_SHARED ? owner : ''));
  return [...parts].flatMap(([owner, rules]) => {
    const [first] = rules;
    if (first === undefined) return [];
    const shard = owner === '' ? id : `${id}#${owner}`;
    return [{ id, shard, model: first.model, grid: gridOf(first), rules }];
  });
}

/** 80 bits of a hash over the model and the grid, behind the model's name. */
export function groupIdOf(rule: Rule): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(gridOf(rule)))
    .digest('hex');
  return `${rule.model}~${hash.slice(0, 20)}`;
}
