// A notification as Standard Webhooks has it: the id stays over attempts, the timestamp is the attempt's, and while a secret is being
// replaced the old and the new one both sign.
import { Webhook } from 'standardwebhooks';
import type { Notification } from '#schemas/alerts/notification.ts';

export function formatWebhook(notification: Notification, secrets: readonly string[], now: Date) {
  const body = JSON.stringify(notification);
  return {
    body,
    headers: {
      'webhook-id': notification.id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(notification.id, now, body)).join(' '),
    },
  };
}
