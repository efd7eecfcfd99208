// The definitions that flushes look at, each read once in the course of one sweep.
import type { Context } from '#functions/platform/context.ts';
import { channelStore, routeStore, ruleStore, silenceStore } from '../store/definitions.ts';
import { listAll } from '../store/list-all.ts';
import { readOnce } from './read-once.ts';

export type FlushReads = ReturnType<typeof openFlushReads>;

export function openFlushReads({ table }: Context) {
  const silences = readOnce(() => listAll(silenceStore(table)));
  return {
    channel: readOnce(channelStore(table).get),
    route: readOnce(routeStore(table).get),
    rule: readOnce(ruleStore(table).get),
    silences: () => silences('all'),
  };
}
