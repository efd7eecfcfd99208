// A notification as an Adaptive Card for a Teams workflow ("when a webhook request is received"). Text stands in rich text runs, which
// know no Markdown: what a label holds cannot become a link.
import type { Notification, NotifiedIncident } from '#schemas/alerts/notification.ts';
import { MOST_SHOWN, detailsOf, linkOf, nameOf, restOf, stateOf, titleOf } from './describe-notification.ts';

/** Teams takes messages of 28 KB. */
const MOST_CHARACTERS = 800;

export function formatTeams(notification: Notification, { publicUrl }: { publicUrl: string | undefined }) {
  const rest = restOf(notification);
  const shown = notification.data.incidents.slice(0, MOST_SHOWN);
  const { status } = notification.data;
  const body = [
    richText([{ text: titleOf(notification), weight: 'bolder', size: 'medium' }]),
    ...shown.flatMap(incidentBlocks),
    ...(rest === undefined ? [] : [richText([{ text: rest, isSubtle: true }])]),
  ];
  const only = shown.length === 1 ? shown[0] : undefined;
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [{ type: 'Container', style: status === 'resolved' ? 'good' : 'attention', items: body }],
          ...(only === undefined ? {} : { actions: actionsOf(only, publicUrl) }),
        },
      },
    ],
  };
}

interface Run {
  text: string;
  weight?: 'bolder';
  size?: 'medium';
  isSubtle?: boolean;
}

const richText = (runs: readonly Run[]) => ({
  type: 'RichTextBlock',
  inlines: runs.map((run) => ({ type: 'TextRun', ...run })),
});

const incidentBlocks = (incident: NotifiedIncident) => [
  richText([{ text: nameOf(incident), weight: 'bolder' }, { text: ` ${stateOf(incident)}` }]),
  richText([{ text: detailsOf(incident).join('\n').slice(0, MOST_CHARACTERS), isSubtle: true }]),
];

function actionsOf({ id, runbookUrl }: NotifiedIncident, publicUrl: string | undefined) {
  const links = [
    { title: 'Incident', url: linkOf(id, publicUrl) ?? null },
    { title: 'Runbook', url: runbookUrl },
  ];
  return links.flatMap(({ title, url }) => (url === null ? [] : [{ type: 'Action.OpenUrl', title, url }]));
}
