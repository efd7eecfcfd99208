// Every format of a notification, as golden files, and what none of them may let through.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { titleOf } from '#functions/alerts/logic/format/describe-notification.ts';
import { formatAlertmanager } from '#functions/alerts/logic/format/format-alertmanager.ts';
import { formatEmail } from '#functions/alerts/logic/format/format-email.ts';
import { formatPagerDuty } from '#functions/alerts/logic/format/format-pagerduty.ts';
import { formatSlack } from '#functions/alerts/logic/format/format-slack.ts';
import { formatTeams } from '#functions/alerts/logic/format/format-teams.ts';
import { formatWebhook } from '#functions/alerts/logic/format/format-webhook.ts';
import type { Notification } from '#schemas/alerts/notification.ts';
import { notified } from '#test/support/an-incident.ts';
import { NOW, PUBLIC_URL, hostile, news } from './sample.ts';

const printed = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const withLinks = { publicUrl: PUBLIC_URL };
const without = { publicUrl: undefined };
const golden = (name: string) => `golden/${name}`;

describe('a notification', () => {
  it('is the alerts of Alertmanager', async () => {
    const alerts = formatAlertmanager(news.data.incidents, { now: NOW, ...withLinks });
    await expect(printed(alerts)).toMatchFileSnapshot(golden('alertmanager.json'));
  });

  it('is an event of PagerDuty for each incident', async () => {
    const events = news.data.incidents.map((one) => formatPagerDuty(one, { routingKey: 'key', ...withLinks }));
    await expect(printed(events)).toMatchFileSnapshot(golden('pagerduty.json'));
  });

  it('is a message of Slack', async () => {
    await expect(printed(formatSlack(news, withLinks))).toMatchFileSnapshot(golden('slack.json'));
    await expect(printed(formatSlack(hostile, without))).toMatchFileSnapshot(golden('slack-hostile.json'));
  });

  it('is a card of Teams', async () => {
    await expect(printed(formatTeams(news, withLinks))).toMatchFileSnapshot(golden('teams.json'));
    await expect(printed(formatTeams(hostile, withLinks))).toMatchFileSnapshot(golden('teams-hostile.json'));
  });

  it('is an e-mail', async () => {
    const mail = ({ subject, text, html, messageId }: ReturnType<typeof formatEmail>) =>
      `${messageId}\n${subject}\n\n${text}\n\n${html}\n`;
    await expect(mail(formatEmail(news, withLinks))).toMatchFileSnapshot(golden('email.txt'));
    await expect(mail(formatEmail(hostile, without))).toMatchFileSnapshot(golden('email-hostile.txt'));
  });

  it('is a webhook that every secret has signed, with the time of the attempt', () => {
    const secrets = [7, 8].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
    const now = new Date();
    const { body, headers } = formatWebhook(news, secrets, now);
    expect(JSON.parse(body)).toEqual(news);
    expect(headers['webhook-id']).toBe(news.id);
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual(news);
  });
});

const many: Notification = {
  ...news,
  data: {
    ...news.data,
    incidents: Array.from({ length: 100 }, (_, index) => notified({ id: `i${index}`, reason: 'long '.repeat(400) })),
  },
};

describe('a large notification', () => {
  it('stays within what Slack and Teams take, and says how much is left out', () => {
    const slack = formatSlack(many, withLinks);
    expect(slack.blocks.length).toBeLessThanOrEqual(50);
    expect(printed(slack)).toContain('and 83 more');
    expect(Buffer.byteLength(JSON.stringify(formatTeams(many, withLinks)))).toBeLessThan(28_000);
  });
});

describe('a title', () => {
  it.each<[string, Notification, string]>([
    ['news', news, 'CRITICAL: 7 open, 1 resolved: mean-delay, no-flights (team=west)'],
    [
      'a repetition',
      { ...news, type: 'incidents.repeated' },
      'CRITICAL (still): 7 open, 1 resolved: mean-delay, no-flights (team=west)',
    ],
    ['a test', { ...news, type: 'channel.test' }, 'TEST: this channel works'],
  ])('says what it is: %s', (_, notification, expected) => expect(titleOf(notification)).toBe(expected));

  it('is one line of a mail header, whatever a label holds', () => {
    const hostileCharacter = fc.constantFrom('a', ' ', '\r', '\n', '\0', '\t', '\u0085', '\u2028', 'ß', '😀');
    fc.assert(
      fc.property(fc.string({ unit: hostileCharacter, maxLength: 300 }), (team) => {
        const title = titleOf({ ...news, data: { ...news.data, groupLabels: { team } } });
        expect(/[\r\n\0\u2028\u2029]/.test(title)).toBe(false);
        expect(title.length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
