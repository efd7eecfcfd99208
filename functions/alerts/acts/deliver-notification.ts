// Makes one attempt to deliver a notification: at least once in all, always with the same id, one sender at a time.
import { Webhook } from 'standardwebhooks';
import type { Notification } from '#schemas/alerts/incident.ts';
import { EngineError } from '#engines/engine-error.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Key } from '#engines/dynamodb/table.ts';
import { sendWebhook } from '#engines/webhook/send-webhook.ts';
import type { Context } from '#functions/platform/context.ts';
import { nextAttempt } from '../logic/next-attempt.ts';
import { channelSecretStore, channelStore } from '../store/definitions.ts';
import { outboxStore } from '../store/outbox.ts';
import type { ClaimedDelivery } from '../store/outbox.ts';

/** Longer than an attempt may take. */
const LEASE_MS = 30_000;
const GONE = 410;

/** Nothing happens if the delivery is done, not yet due or in other hands. A failed attempt is kept, not thrown. */
export async function deliverNotification(context: Context, key: Key): Promise<void> {
  const now = context.now();
  const claimed = await outboxStore(context.table).claim(key, now, now.getTime() + LEASE_MS);
  if (claimed === undefined) return;
  const failure = await attempt(context, claimed);
  try {
    await settle(context, claimed, failure);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    context.log.warn('delivery.lease-lost', { notificationId: claimed.delivery.notification.id });
  }
}

interface Failure {
  reason: string;
  isFinal: boolean;
}

async function attempt(context: Context, { delivery }: ClaimedDelivery): Promise<Failure | undefined> {
  const [channel, secret] = await Promise.all([
    channelStore(context.table).get(delivery.channel),
    channelSecretStore(context.table).get(delivery.channel),
  ]);
  if (channel === undefined) return { reason: 'the channel was deleted', isFinal: true };
  if (secret === undefined) return { reason: 'the channel has no secret: give it one with PUT', isFinal: false };
  try {
    const status = await sendWebhook({
      url: channel.url,
      allowLoopback: context.settings.webhookAllowLoopback,
      ...sign(delivery.notification, secret, context.now()),
    });
    if (status >= 200 && status < 300) return undefined;
    return { reason: `the receiver answered ${status}`, isFinal: status === GONE };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { reason: error.message, isFinal: error.kind === 'rejected' };
  }
}

/** As Standard Webhooks says: the id stays over attempts, the timestamp is the attempt's. */
function sign(notification: Notification, secret: string, now: Date) {
  const body = JSON.stringify(notification);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'millrace',
      'webhook-id': notification.id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(notification.id, now, body),
    },
  };
}

async function settle(context: Context, claimed: ClaimedDelivery, failure: Failure | undefined): Promise<void> {
  const { notification, channel, attempts } = claimed.delivery;
  const fields = { notificationId: notification.id, channel, attempts };
  const outbox = outboxStore(context.table);
  if (failure === undefined) {
    await outbox.markDelivered(claimed);
    context.log.info('delivery.made', fields);
    return;
  }
  const { reason, isFinal } = failure;
  const at = isFinal ? undefined : nextAttempt({ attempts, now: context.now(), random: Math.random() });
  if (at === undefined) await outbox.markFailed(claimed, reason);
  else await outbox.retryAt(claimed, at, reason);
  context.log.warn(at === undefined ? 'delivery.failed' : 'delivery.postponed', { ...fields, reason });
}
