// Sends a notification to a channel in the form and by the protocol of its type.
import type { OpenChannel } from '#schemas/alerts/channel.ts';
import type { Notification, NotifiedIncident } from '#schemas/alerts/notification.ts';
import { EngineError } from '#engines/engine-error.ts';
import { sendMail } from '#engines/smtp/send-mail.ts';
import { sendWebhook } from '#engines/webhook/send-webhook.ts';
import type { Context } from '#functions/platform/context.ts';
import { failureOfAnswer } from '../logic/failure-of-answer.ts';
import type { Failure } from '../logic/failure-of-answer.ts';
import { formatAlertmanager } from '../logic/format/format-alertmanager.ts';
import { formatEmail } from '../logic/format/format-email.ts';
import { formatPagerDuty } from '../logic/format/format-pagerduty.ts';
import { formatSlack } from '../logic/format/format-slack.ts';
import { formatTeams } from '../logic/format/format-teams.ts';
import { formatWebhook } from '../logic/format/format-webhook.ts';
import type { ChannelSecret } from '../store/channel-secrets.ts';
import { currentIncidents, openIncidentsOfGroup } from './current-incidents.ts';

/** For everything that one attempt sends; shorter than the lease of a delivery. */
const TIMEOUT_MS = 10_000;
const MOST_TIME_MS = 20_000;
const ALERTS_AT_ONCE = 100;

export interface Sending {
  channel: OpenChannel;
  secret: ChannelSecret | undefined;
  /** Absent to refresh what is open in a group. */
  notification?: Notification;
  groupId?: string;
}
type Outcome = Promise<Failure | undefined>;

/** @returns why it failed, if it did */
export async function sendToChannel(context: Context, sending: Sending): Outcome {
  const { channel, secret, notification, groupId } = sending;
  try {
    if (channel.type === 'alertmanager') return await sendAlerts(context, channel, sending);
    if (notification === undefined) throw new TypeError(`a ${channel.type} channel is not refreshed: ${groupId}`);
    if (channel.type === 'email') return await sendEmail(context, channel, secret, notification);
    if (secret === undefined) return missingSecret();
    if (channel.type === 'pagerduty') return await sendEvents(context, channel, secret, notification);
    return await sendMessage(context, channel, secret, notification);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { reason: error.message, isFinal: error.kind === 'rejected', disables: false, retryAfter: null };
  }
}

const missingSecret = (): Failure => ({
  reason: 'the channel has no secret: give it one with PUT',
  isFinal: false,
  disables: false,
  retryAfter: null,
});

interface Post {
  url: string;
  body: string;
  headers?: Record<string, string>;
  timeoutMs?: number;
}

async function post(context: Context, { url, body, headers, timeoutMs = TIMEOUT_MS }: Post): Outcome {
  const answer = await sendWebhook({
    url,
    body,
    headers: { 'content-type': 'application/json', 'user-agent': 'millrace', ...headers },
    allowLoopback: context.settings.webhookAllowLoopback,
    timeoutMs,
  });
  return failureOfAnswer(answer, context.now());
}

type Of<Type> = Extract<OpenChannel, { type: Type }>;

function sendMessage(
  context: Context,
  channel: Of<'webhook' | 'slack' | 'teams'>,
  { secret, old }: ChannelSecret,
  notification: Notification,
): Outcome {
  const { publicUrl } = context.settings;
  switch (channel.type) {
    case 'webhook': {
      const now = context.now();
      const isOldValid = old !== null && Date.parse(old.retiresAt) > now.getTime();
      const secrets = isOldValid ? [secret, old.secret] : [secret];
      return post(context, { url: channel.url, ...formatWebhook(notification, secrets, now) });
    }
    case 'slack':
      return post(context, { url: secret, body: JSON.stringify(formatSlack(notification, { publicUrl })) });
    case 'teams':
      return post(context, { url: secret, body: JSON.stringify(formatTeams(notification, { publicUrl })) });
    default:
      throw new TypeError(`unknown channel ${JSON.stringify(channel satisfies never)}`);
  }
}

/** As the incidents are now: an alert that was late for hours opens nothing that is over. */
async function sendAlerts(
  context: Context,
  channel: Of<'alertmanager'>,
  { secret, notification, groupId }: Sending,
): Outcome {
  const incidents =
    notification === undefined
      ? await openIncidentsOfGroup(context, groupId ?? '')
      : await currentIncidents(context, notification);
  const alerts = formatAlertmanager(incidents, { now: context.now(), publicUrl: context.settings.publicUrl });
  const url = `${channel.url.replace(/\/+$/, '')}/api/v2/alerts`;
  const headers = secret === undefined ? {} : { authorization: authorizationOf(channel, secret.secret) };
  return inTime(chunks(alerts, ALERTS_AT_ONCE), (some, timeoutMs) =>
    post(context, { url, body: JSON.stringify(some), headers, timeoutMs }),
  );
}

const authorizationOf = ({ user }: Of<'alertmanager'>, secret: string): string =>
  user === undefined ? `Bearer ${secret}` : `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;

/** PagerDuty repeats by itself what nobody looks after: it is told of news alone. */
async function sendEvents(
  context: Context,
  { url }: Of<'pagerduty'>,
  { secret: routingKey }: ChannelSecret,
  notification: Notification,
): Outcome {
  const { publicUrl } = context.settings;
  const news = (await currentIncidents(context, notification)).filter(({ event }) => event !== null);
  return inTime(news, (incident: NotifiedIncident, timeoutMs) =>
    post(context, { url, body: JSON.stringify(formatPagerDuty(incident, { routingKey, publicUrl })), timeoutMs }),
  );
}

async function sendEmail(
  context: Context,
  channel: Of<'email'>,
  secret: ChannelSecret | undefined,
  notification: Notification,
): Promise<undefined> {
  const { host, port, security, user, from, to } = channel;
  const { webhookAllowLoopback, smtpAllowPrivate, publicUrl } = context.settings;
  await sendMail({
    host,
    port,
    security,
    user,
    password: secret?.secret,
    allowLoopback: webhookAllowLoopback,
    allowPrivate: smtpAllowPrivate,
    mail: { from, to, ...formatEmail(notification, { publicUrl }) },
  });
}

const LANES = 8;

/** Sends parts, some at once, until one fails or the time is over: the whole is then sent again, which changes nothing for what came. */
async function inTime<Part>(parts: readonly Part[], send: (part: Part, timeoutMs: number) => Outcome): Outcome {
  const endMs = performance.now() + MOST_TIME_MS;
  const rest = [...parts];
  const lane = async (): Outcome => {
    for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
      const leftMs = Math.floor(endMs - performance.now());
      if (leftMs <= 0)
        return { reason: 'there was no time for all incidents', isFinal: false, disables: false, retryAfter: null };
      const failure = await send(part, Math.min(leftMs, TIMEOUT_MS));
      if (failure === undefined) continue;
      rest.length = 0;
      return failure;
    }
    return undefined;
  };
  const outcomes = await Promise.all(Array.from({ length: LANES }, lane));
  return outcomes.find((outcome) => outcome !== undefined);
}

const chunks = <Part>(parts: readonly Part[], size: number): Part[][] =>
  Array.from({ length: Math.ceil(parts.length / size) }, (_, index) => parts.slice(index * size, (index + 1) * size));
