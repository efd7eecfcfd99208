// A channel's URL must be one that a webhook may go to. Its name is resolved only when something is sent.
import type { Channel } from '#schemas/alerts/channel.ts';
import { checkWebhookUrl } from '#engines/webhook/check-webhook-url.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';

/** @throws PlatformError definition.invalid */
export function checkChannelUrl({ settings }: Context, { url }: Channel): void {
  const reason = checkWebhookUrl(new URL(url), { allowLoopback: settings.webhookAllowLoopback });
  if (reason === undefined) return;
  throw new PlatformError('definition.invalid', `the URL ${reason}`, { errors: [{ pointer: '/url', reason }] });
}
