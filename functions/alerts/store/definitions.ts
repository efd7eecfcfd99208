// Rules, channels, routes and silences in the table.
import { OpenChannel } from '#schemas/alerts/channel.ts';
import { Route } from '#schemas/alerts/route.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import { KeptSilence } from '#schemas/alerts/silence.ts';
import { definitionStore } from '#engines/dynamodb/definition-store.ts';
import type { Table } from '#engines/dynamodb/table.ts';

export const ruleStore = (table: Table) => definitionStore<Rule>({ table, kind: 'rule', schema: Rule });

export const channelStore = (table: Table) =>
  definitionStore<OpenChannel>({ table, kind: 'channel', schema: OpenChannel });

export const routeStore = (table: Table) => definitionStore<Route>({ table, kind: 'route', schema: Route });

export const silenceStore = (table: Table) =>
  definitionStore<KeptSilence>({ table, kind: 'silence', schema: KeptSilence });
