// A channel: where notifications go. What is secret of it is in `secret`, which no answer shows but the one that made it.
import * as z from 'zod';
import { Stored } from '../definition.ts';
import { durationBetween } from '../duration.ts';
import { Name, Owner } from '../name.ts';

const common = { name: Name, owner: Owner };
const Url = z.url({ protocol: /^https?$/ }).max(2000);
const HostName = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/, 'must be a host name or an address');

/** `whsec_` and 24 to 64 bytes in base64, as Standard Webhooks has it. */
const SigningSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be "whsec_" and 24 to 64 bytes in base64');
const Text = z
  .string()
  .min(1)
  .max(2000)
  .regex(/^[\x21-\x7e]+$/, 'must hold only visible ASCII characters');

const Webhook = z.strictObject({ ...common, type: z.literal('webhook'), url: Url });
const Alertmanager = z.strictObject({
  ...common,
  type: z.literal('alertmanager'),
  url: Url.describe('Where Alertmanager is; /api/v2/alerts is added.'),
  user: z.string().min(1).max(200).optional().describe('With it the secret is a password; without it a bearer token.'),
});
const PagerDuty = z.strictObject({
  ...common,
  type: z.literal('pagerduty'),
  url: Url.default('https://events.pagerduty.com/v2/enqueue').describe('Events API v2; another one in the EU.'),
});
const Slack = z.strictObject({ ...common, type: z.literal('slack') });
const Teams = z.strictObject({ ...common, type: z.literal('teams') });
const Email = z.strictObject({
  ...common,
  type: z.literal('email'),
  host: HostName,
  port: z.int().min(1).max(65_535).default(587),
  security: z
    .enum(['starttls', 'tls', 'none'])
    .default('starttls')
    .describe('TLS after the greeting, or from the start; `none` on loopback alone.'),
  user: z.string().min(1).max(200).optional(),
  from: z.email().max(254),
  to: z.array(z.email().max(254)).min(1).max(50),
});

const secretOf = <Secret extends z.ZodType>(secret: Secret, description: string) => ({
  secret: secret.optional().describe(description),
});

/** `secret` is kept from before when it is absent; that of a webhook is made. */
export const Channel = z
  .discriminatedUnion('type', [
    Webhook.extend(secretOf(SigningSecret, 'Signs each delivery (Standard Webhooks).')),
    Alertmanager.extend(secretOf(Text, 'A bearer token, or the password of `user`.')),
    PagerDuty.extend(secretOf(Text, 'The routing key of the integration.')),
    Slack.extend(secretOf(Url, 'The URL of the incoming webhook.')),
    Teams.extend(secretOf(Url, 'The URL of the workflow that is triggered by a webhook.')),
    Email.extend(secretOf(z.string().min(1).max(1000), 'The password of `user`.')),
  ])
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;
export type ChannelType = Channel['type'];

/** A channel without its secret. */
export const OpenChannel = z.discriminatedUnion('type', [Webhook, Alertmanager, PagerDuty, Slack, Teams, Email]);
export type OpenChannel = z.infer<typeof OpenChannel>;

export const StoredChannel = z
  .discriminatedUnion('type', [
    Webhook.extend(Stored.shape),
    Alertmanager.extend(Stored.shape),
    PagerDuty.extend(Stored.shape),
    Slack.extend(Stored.shape),
    Teams.extend(Stored.shape),
    Email.extend(Stored.shape),
  ])
  .meta({ id: 'StoredChannel' });
export type StoredChannel = z.infer<typeof StoredChannel>;

const made = { ...Stored.shape, secret: z.string().optional().describe('Shown only here.') };
export const CreatedChannel = z
  .discriminatedUnion('type', [
    Webhook.extend(made),
    Alertmanager.extend(made),
    PagerDuty.extend(made),
    Slack.extend(made),
    Teams.extend(made),
    Email.extend(made),
  ])
  .meta({ id: 'CreatedChannel' });
export type CreatedChannel = z.infer<typeof CreatedChannel>;

/** A new signing secret; the old one signs too until it retires. */
export const SecretRotation = z
  .strictObject({
    secret: SigningSecret.optional().describe('Made when absent.'),
    retireAfter: durationBetween('PT0S', 'P30D').default('P1D').describe('How long the old secret signs too.'),
  })
  .meta({ id: 'SecretRotation' });
export type SecretRotation = z.infer<typeof SecretRotation>;

export const RotatedSecret = z
  .strictObject({ secret: z.string(), oldRetiresAt: z.iso.datetime() })
  .meta({ id: 'RotatedSecret' });
export type RotatedSecret = z.infer<typeof RotatedSecret>;

/** How a channel fares. */
export const ChannelStatus = z
  .strictObject({
    channel: Name,
    lastSuccessAt: z.iso.datetime().nullable(),
    lastErrorAt: z.iso.datetime().nullable(),
    lastError: z.string().nullable(),
    consecutiveFailures: z.int(),
    disabled: z
      .strictObject({ at: z.iso.datetime(), reason: z.string() })
      .nullable()
      .describe('Nothing is sent until the channel is enabled or replaced.'),
    oldSecretRetiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ChannelStatus' });
export type ChannelStatus = z.infer<typeof ChannelStatus>;
