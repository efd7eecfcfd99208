// What the rules of a group have seen: an item for each label set that is not simply normal, and one for each rule that fails by itself.
// A group's items lie together, so that one query reads them all.
import * as z from 'zod';
import { RuleError, SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Item, Table } from '#engines/dynamodb/table.ts';
import { labelHash } from '../logic/label-key.ts';
import { queryAll } from './query-all.ts';
import type { TransactItem } from './transact-item.ts';

const Failure = z.object({ error: RuleError.nullable(), skippedWindows: z.int() });
/** `<rule>#<hash of the labels>`, or `<rule>#` for its failure. */
const StateItem = z.object({ sk: z.string(), series: SeriesState.optional(), failure: Failure.optional() });

/**
 * A rule that fails, or has failed, while others of its group did not: windows that were judged for them are lost to it, and counted.
 * The error is null once it is judged again.
 */
export type RuleFailure = z.infer<typeof Failure>;

export interface KeptState {
  series: SeriesState[];
  failure: RuleFailure | null;
}
export const NO_STATE: KeptState = { series: [], failure: null };

const partitionOf = (group: string) => `rule-state#${group}`;
const keyOf = (group: string, rule: string, series?: SeriesState) => ({
  pk: partitionOf(group),
  sk: `${rule}#${series === undefined ? '' : labelHash(series.labels)}`,
});

export function ruleStateStore(table: Table) {
  const query = async (group: string, prefix: string): Promise<Map<string, KeptState>> =>
    collect(
      await queryAll(table, {
        KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': partitionOf(group), ...(prefix === '' ? {} : { ':prefix': prefix }) },
        ConsistentRead: true,
      }),
    );
  return {
    /** By rule; rules of which nothing is kept are not in it. */
    listOfGroup: (group: string) => query(group, ''),
    listOfRule: async (group: string, rule: string): Promise<KeptState> =>
      (await query(group, `${rule}#`)).get(rule) ?? NO_STATE,
    put: (group: string, rule: string, series: SeriesState): TransactItem => ({
      Put: { TableName: table.name, Item: { ...keyOf(group, rule, series), series } },
    }),
    remove: (group: string, rule: string, series: SeriesState): TransactItem => ({
      Delete: { TableName: table.name, Key: keyOf(group, rule, series) },
    }),
    putFailure: (group: string, rule: string, failure: RuleFailure): TransactItem => ({
      Put: { TableName: table.name, Item: { ...keyOf(group, rule), failure } },
    }),
    removeFailure: (group: string, rule: string): TransactItem => ({
      Delete: { TableName: table.name, Key: keyOf(group, rule) },
    }),
  };
}

function collect(items: Item[]): Map<string, KeptState> {
  const states = new Map<string, KeptState>();
  for (const item of items) {
    const { sk, series, failure } = StateItem.parse(item);
    const rule = sk.slice(0, sk.indexOf('#'));
    const kept = states.get(rule) ?? { series: [], failure: null };
    states.set(rule, {
      series: series === undefined ? kept.series : [...kept.series, series],
      failure: failure ?? kept.failure,
    });
  }
  return states;
}
