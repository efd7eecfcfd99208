// What wakes handlers on this machine: croner in place of EventBridge Scheduler, and the table's own stream.
import { Cron } from 'croner';
import { refreshIssuerKeys } from '#functions/access/acts/refresh-issuer-keys.ts';
import { evaluateMinute } from '#functions/alerts/lambda/evaluate.ts';
import { notify } from '#functions/alerts/lambda/notify.ts';
import { runExports } from '#functions/queries/lambda/export.ts';
import type { Context } from '#functions/platform/context.ts';
import { followTableStream } from './table-stream.ts';

export interface Triggers {
  /** Ends when what has begun is done. */
  close: () => Promise<void>;
}

/** Starts with the rest of the current minute, whose first tick also finds the notifications that nobody has sent yet. */
export function startTriggers(context: Context): Triggers {
  const abort = new AbortController();
  const running = new Set<Promise<void>>();
  const start = (event: string, work: () => Promise<void>): void => {
    const done = work()
      .catch((error: unknown) => context.log.error(event, error))
      .finally(() => running.delete(done));
    running.add(done);
  };
  const evaluate = () =>
    start('trigger.evaluate-failed', () =>
      evaluateMinute(context, { time: context.now().toISOString() }, abort.signal),
    );
  const refreshKeys = () => start('trigger.keys-not-refreshed', () => refreshIssuerKeys(context));

  evaluate();
  refreshKeys();
  const schedules = [
    new Cron('* * * * *', { timezone: 'UTC' }, evaluate),
    new Cron('*/5 * * * *', { timezone: 'UTC' }, refreshKeys),
  ];
  start('trigger.stream-failed', () =>
    followTableStream({
      table: context.settings.table,
      signal: abort.signal,
      onRecords: async (event) => {
        start('trigger.export-failed', () => runExports(context, event));
        await notify(context, event);
      },
      onError: (error) => context.log.error('trigger.stream-failed', error),
    }),
  );
  return {
    close: async () => {
      for (const schedule of schedules) schedule.stop();
      abort.abort();
      await Promise.all(running);
    },
  };
}
