// A channel must lead where channels may lead, and have the secret that its type needs. Names are resolved only when something is sent.
import { isIP } from 'node:net';
import type { Channel, OpenChannel } from '#schemas/alerts/channel.ts';
import type { FieldError } from '#schemas/problem.ts';
import { checkMailAddress } from '#engines/smtp/send-mail.ts';
import { checkWebhookUrl } from '#engines/webhook/check-webhook-url.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';

/** @param current as it is now, if it is there already: its secret is kept unless the channel goes elsewhere. @throws PlatformError definition.invalid */
export function checkChannel({ settings }: Context, channel: Channel, current?: OpenChannel): void {
  const errors = [...faultsOfTarget(settings, channel), ...faultsOfSecret(channel, current)];
  if (errors.length === 0) return;
  throw new PlatformError(
    'definition.invalid',
    errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; '),
    {
      errors,
    },
  );
}

function faultsOfTarget(settings: Context['settings'], channel: Channel): FieldError[] {
  const allowLoopback = settings.webhookAllowLoopback;
  switch (channel.type) {
    case 'webhook':
    case 'alertmanager':
    case 'pagerduty':
      return fault('/url', checkWebhookUrl(new URL(channel.url), { allowLoopback }));
    case 'slack':
    case 'teams':
      if (channel.secret === undefined) return [];
      return fault('/secret', checkWebhookUrl(new URL(channel.secret), { allowLoopback }));
    case 'email': {
      const { host, security } = channel;
      if (isIP(host) === 0) return [];
      const limits = { allowLoopback, allowPrivate: settings.smtpAllowPrivate };
      return fault('/host', checkMailAddress(host, { security, ...limits }));
    }
    default:
      throw new TypeError(`unknown channel ${JSON.stringify(channel satisfies never)}`);
  }
}

function faultsOfSecret(channel: Channel, current: OpenChannel | undefined): FieldError[] {
  if (channel.secret !== undefined) return [];
  if (current === undefined) return isSecretNeeded(channel) ? [{ pointer: '/secret', reason: 'must be given' }] : [];
  if (channel.type === current.type && targetOf(channel) === targetOf(current)) return [];
  return isSecretNeeded(channel) || channel.type === 'webhook' || channel.type === 'alertmanager'
    ? [{ pointer: '/secret', reason: 'must be given when the channel goes elsewhere' }]
    : [];
}

const fault = (pointer: string, reason: string | undefined): FieldError[] =>
  reason === undefined ? [] : [{ pointer, reason }];

/** That of a webhook is made. */
const isSecretNeeded = (channel: Channel): boolean =>
  ['pagerduty', 'slack', 'teams'].includes(channel.type) || (channel.type === 'email' && channel.user !== undefined);

/** The receiver that a secret is for: it is shown to no other. */
function targetOf(channel: OpenChannel): string {
  switch (channel.type) {
    case 'webhook':
    case 'alertmanager':
    case 'pagerduty':
      return new URL(channel.url).origin;
    case 'email':
      return `${channel.host}:${channel.port}:${channel.user ?? ''}`;
    case 'slack':
    case 'teams':
      return channel.type;
    default:
      throw new TypeError(`unknown channel ${JSON.stringify(channel satisfies never)}`);
  }
}
