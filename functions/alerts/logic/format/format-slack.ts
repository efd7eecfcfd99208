// A notification as a message of a Slack incoming webhook, in Block Kit.
import type { Notification, NotifiedIncident } from '#schemas/alerts/notification.ts';
import { MOST_SHOWN, detailsOf, linkOf, nameOf, restOf, stateOf, titleOf } from './describe-notification.ts';

/** Slack takes 3,000 in a section, and 150 in a header. */
const MOST_CHARACTERS = 2900;
const MOST_IN_HEADER = 150;

export function formatSlack(notification: Notification, { publicUrl }: { publicUrl: string | undefined }) {
  const title = titleOf(notification);
  const rest = restOf(notification);
  const shown = notification.data.incidents.slice(0, MOST_SHOWN);
  return {
    text: escape(title),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title.slice(0, MOST_IN_HEADER), emoji: false } },
      ...shown.map((incident) => section(incident, publicUrl)),
      ...(rest === undefined ? [] : [{ type: 'context', elements: [{ type: 'mrkdwn', text: rest }] }]),
    ],
  };
}

function section(incident: NotifiedIncident, publicUrl: string | undefined) {
  const link = linkOf(incident.id, publicUrl);
  const name = `*${escape(nameOf(incident))}*`;
  const head = link === undefined ? name : `<${link}|${name}>`;
  const runbook = incident.runbookUrl === null ? [] : [`<${escape(incident.runbookUrl)}|Runbook>`];
  const lines = [`${head} ${escape(stateOf(incident))}`, ...detailsOf(incident).map(escape), ...runbook];
  return { type: 'section', text: { type: 'mrkdwn', text: cut(lines) } };
}

/** Whole lines, so that no escape is cut in two. */
function cut(lines: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > MOST_CHARACTERS) break;
    kept.push(line);
  }
  return kept.join('\n');
}

/** What Slack gives a meaning of its own: without these there are no links, mentions or channels. */
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
