// A notification in words, for channels that people read.
import type { Notification, NotifiedIncident } from '#schemas/alerts/notification.ts';

/** Incidents that one message shows, at most: the rest are counted. */
export const MOST_SHOWN = 20;

/** Such as `CRITICAL: 2 open, 1 resolved: mean-delay (origin=SFO)`. On one line, 200 characters at most. */
export function titleOf({ type, data }: Notification): string {
  if (type === 'channel.test') return 'TEST: this channel works';
  const { incidents, status, severity, groupLabels } = data;
  const head = status === 'resolved' ? 'RESOLVED' : severity.toUpperCase();
  const open = incidents.filter((incident) => incident.status === 'open').length + data.omitted;
  const resolved = incidents.filter((incident) => incident.status === 'resolved').length;
  const counts = [open > 0 ? `${open} open` : '', resolved > 0 ? `${resolved} resolved` : ''].filter(
    (text) => text !== '',
  );
  const again = type === 'incidents.repeated' ? ' (still)' : '';
  const rules = [...new Set(incidents.map(({ rule }) => rule))];
  const subject = `${rules.slice(0, 3).join(', ')}${rules.length > 3 ? ', ...' : ''}${labelsText(groupLabels)}`;
  return oneLine(`${head}${again}: ${counts.join(', ')}: ${subject}`).slice(0, 200);
}

/** Such as `mean-delay (origin=SFO)`. */
export const nameOf = ({ rule, labels }: NotifiedIncident): string => oneLine(`${rule}${labelsText(labels)}`);

/** What became of an incident, such as `opened, critical`. */
export function stateOf({ event, severity, status, acknowledgement }: NotifiedIncident): string {
  switch (event) {
    case 'incident.opened':
      return `opened, ${severity}`;
    case 'incident.level-changed':
      return `now ${severity}`;
    case 'incident.resolved':
      return 'resolved';
    case 'incident.corrected':
      return 'corrected by late data';
    case 'incident.acknowledged':
      return `acknowledged by ${acknowledgement?.by ?? 'nobody'}`;
    case 'incident.unacknowledged':
      return `no longer acknowledged, ${severity}`;
    case null:
      return status === 'open' ? `still open, ${severity}` : 'resolved';
    default:
      throw new TypeError(`unknown event ${JSON.stringify(event satisfies never)}`);
  }
}

/** The reason, then the rule's annotations, a line each. */
export const detailsOf = ({ reason, annotations }: NotifiedIncident): string[] => [
  oneLine(reason),
  ...Object.entries(annotations).map(([name, text]) => oneLine(`${name}: ${text}`)),
];

/** `and 7 more`, if there are. */
export function restOf({ data: { incidents, omitted } }: Notification): string | undefined {
  const rest = Math.max(0, incidents.length - MOST_SHOWN) + omitted;
  return rest === 0 ? undefined : `and ${rest} more`;
}

/** Where an incident is to be seen; undefined if the API has no public URL. */
export const linkOf = (id: string, publicUrl: string | undefined): string | undefined =>
  publicUrl === undefined ? undefined : `${publicUrl.replace(/\/+$/, '')}/v1/incidents/${encodeURIComponent(id)}`;

const labelsText = (labels: Readonly<Record<string, string | null>>): string => {
  const texts = Object.entries(labels).map(([name, value]) => `${name}=${value ?? 'null'}`);
  return texts.length === 0 ? '' : ` (${texts.join(', ')})`;
};

/** Nothing that a label holds may begin a line or a header of its own. */
// oxlint-disable-next-line no-control-regex -- control characters are what is taken out
const oneLine = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ').trim();
