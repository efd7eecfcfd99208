// Delivers several notifications, a few at a time; and the sweep, which finds those whose next attempt is due.
import type { Key } from '#engines/dynamodb/table.ts';
import type { Context } from '#functions/platform/context.ts';
import { outboxStore } from '../store/outbox.ts';
import { bounded } from './bounded.ts';
import { deliverNotification } from './deliver-notification.ts';

const AT_ONCE = 8;
const MOST_IN_A_SWEEP = 100;

/** @throws what the table threw, after every delivery had its attempt */
export async function deliverNotifications(context: Context, keys: readonly Key[]): Promise<void> {
  const outcomes = await bounded(AT_ONCE, keys, async (key) => {
    try {
      await deliverNotification(context, key);
      return undefined;
    } catch (error) {
      context.log.error('delivery.not-settled', error, { key: key.sk });
      return { error };
    }
  });
  const failed = outcomes.find((outcome) => outcome !== undefined);
  if (failed !== undefined) throw failed.error;
}

export async function deliverDueNotifications(context: Context): Promise<void> {
  await deliverNotifications(context, await outboxStore(context.table).listDue(context.now(), MOST_IN_A_SWEEP));
}
