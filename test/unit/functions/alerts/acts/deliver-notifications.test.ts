import { expect, it } from 'vitest';
import { deliverDueNotifications } from '#functions/alerts/acts/deliver-notifications.ts';
import { createContext } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';

const settings = readSettings({
  MILLRACE_CLUSTER_ARN: 'arn:aws:kafka:eu-west-1:1:cluster/c/1',
  MILLRACE_FLINK_ROLE_ARN: 'arn:aws:iam::1:role/r',
  MILLRACE_FLINK_LOG_GROUP_ARN: 'arn:aws:logs:eu-west-1:1:log-group:flink',
  MILLRACE_DRUID_BROKER_URL: 'https://broker',
  MILLRACE_DRUID_COORDINATOR_URL: 'https://coordinator',
});

/** A context whose table cannot be asked: it throws what it was asked for. */
function contextWith(delivers: boolean) {
  const context = createContext({ ...settings, delivers });
  const query = async (): Promise<never> => {
    throw new Error('the table was asked');
  };
  return { ...context, table: { ...context.table, query } };
}

it('leaves deliveries to another function where it reaches no receiver', async () => {
  await expect(deliverDueNotifications(contextWith(false))).resolves.toBeUndefined();
});

it('looks for what is due where it does', async () => {
  await expect(deliverDueNotifications(contextWith(true))).rejects.toThrow('the table was asked');
});
