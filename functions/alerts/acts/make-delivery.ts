// Makes one attempt to deliver a notification: at least once in all, always with the same id, one sender at a time.
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Context } from '#functions/platform/context.ts';
import type { Failure } from '../logic/failure-of-answer.ts';
import { nextAttempt } from '../logic/next-attempt.ts';
import { channelSecretStore } from '../store/channel-secrets.ts';
import { channelStatusStore } from '../store/channel-statuses.ts';
import { channelStore } from '../store/definitions.ts';
import { deliveryStore } from '../store/deliveries.ts';
import type { ClaimedDelivery } from '../store/deliveries.ts';
import { sendToChannel } from './send-to-channel.ts';

/** Longer than an attempt may take. */
const LEASE_MS = 30_000;

/** A failed attempt is kept, not thrown. @returns skipped if the delivery is done, not yet due or in other hands */
export async function makeDelivery(context: Context, id: string): Promise<'delivered' | 'failed' | 'skipped'> {
  const now = context.now();
  const claimed = await deliveryStore(context.table).claim(id, now, now.getTime() + LEASE_MS);
  if (claimed === undefined) return 'skipped';
  const attempt = await attemptDelivery(context, claimed);
  try {
    await settle(context, claimed, attempt);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    context.log.warn('delivery.lease-lost', { deliveryId: id });
  }
  return attempt.failure === undefined ? 'delivered' : 'failed';
}

interface Attempt {
  failure: Failure | undefined;
  /** Whether the channel was tried, so that this says how it fares. */
  isTried: boolean;
}

const final = (reason: string): Attempt => ({
  failure: { reason, isFinal: true, disables: false, retryAfter: null },
  isTried: false,
});

async function attemptDelivery(context: Context, { delivery }: ClaimedDelivery): Promise<Attempt> {
  const { table } = context;
  const [channel, secret, { disabled }, body] = await Promise.all([
    channelStore(table).get(delivery.channel),
    channelSecretStore(table).get(delivery.channel),
    channelStatusStore(table).get(delivery.channel),
    delivery.type === 'incidents.refreshed' ? null : deliveryStore(table).getBody(delivery.notificationId),
  ]);
  if (channel === undefined) return final('the channel was deleted');
  if (disabled !== null) return final(`the channel is disabled: ${disabled.reason}`);
  if (body === undefined) return final('what was to be told is no longer kept');
  const told = body === null ? { groupId: delivery.groupId } : { notification: body };
  return { failure: await sendToChannel(context, { channel, secret, ...told }), isTried: true };
}

async function settle(context: Context, claimed: ClaimedDelivery, { failure, isTried }: Attempt): Promise<void> {
  const { table, log } = context;
  const { id, channel, attempts, type } = claimed.delivery;
  const [fields, store, statuses] = [
    { deliveryId: id, channel, attempts },
    deliveryStore(table),
    channelStatusStore(table),
  ];
  const now = context.now();
  if (failure === undefined) {
    await store.markDelivered(claimed);
    await statuses.recordSuccess(channel, now);
    log.info('delivery.made', fields);
    return;
  }
  const { reason, isFinal, disables, retryAfter } = failure;
  // What was to be refreshed is refreshed by the next one soon.
  const isLast = isFinal || type === 'incidents.refreshed';
  const at = isLast ? undefined : nextAttempt({ attempts, now, random: Math.random(), retryAfter });
  if (at === undefined) await store.markFailed(claimed, reason);
  else await store.retryAt(claimed, at, reason);
  if (isTried) await statuses.recordFailure(channel, now, reason, disables);
  log.warn(at === undefined ? 'delivery.failed' : 'delivery.postponed', { ...fields, reason });
}
