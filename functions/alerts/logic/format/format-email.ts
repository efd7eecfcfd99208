// A notification as an e-mail: the subject on one line, the body as text and as HTML.
import type { Notification, NotifiedIncident } from '#schemas/alerts/notification.ts';
import { MOST_SHOWN, detailsOf, linkOf, nameOf, restOf, stateOf, titleOf } from './describe-notification.ts';

export function formatEmail(notification: Notification, { publicUrl }: { publicUrl: string | undefined }) {
  const subject = titleOf(notification);
  const parts = notification.data.incidents.slice(0, MOST_SHOWN).map((incident) => partOf(incident, publicUrl));
  const rest = restOf(notification);
  const end = rest === undefined ? [] : [rest];
  const html = parts.map(({ head, lines }) => `<p><b>${escape(head)}</b><br>${lines.map(escape).join('<br>')}</p>`);
  return {
    subject,
    text: [...parts.map(({ head, lines }) => [head, ...lines.map((line) => `  ${line}`)].join('\n')), ...end].join(
      '\n\n',
    ),
    html: [`<h3>${escape(subject)}</h3>`, ...html, ...end.map((line) => `<p>${escape(line)}</p>`)].join('\n'),
    messageId: `${notification.id}@millrace`,
  };
}

function partOf(incident: NotifiedIncident, publicUrl: string | undefined) {
  const { startedAt, resolvedAt, runbookUrl, id } = incident;
  const link = linkOf(id, publicUrl);
  return {
    head: `${nameOf(incident)}: ${stateOf(incident)}`,
    lines: [
      ...detailsOf(incident),
      resolvedAt === null ? `since ${startedAt}` : `from ${startedAt} to ${resolvedAt}`,
      ...(runbookUrl === null ? [] : [`runbook: ${runbookUrl}`]),
      link ?? `incident: ${id}`,
    ],
  };
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
