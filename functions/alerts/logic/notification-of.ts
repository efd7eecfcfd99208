// A notification from what a group tells.
import type { Notification, NotifiedIncident } from '#schemas/alerts/notification.ts';

export interface Telling {
  groupId: string;
  /** Makes the id one of its own in the group. */
  suffix: string;
  route: string | null;
  groupLabels: Record<string, string>;
  send: { type: Notification['type']; incidents: NotifiedIncident[]; omitted: number };
  now: Date;
}

export function notificationOf({ groupId, suffix, route, groupLabels, send, now }: Telling): Notification {
  const { type, incidents, omitted } = send;
  const open = incidents.filter(({ status }) => status === 'open');
  const judged = open.length === 0 ? incidents : open;
  return {
    id: `msg_${groupId}~${suffix}`,
    type,
    timestamp: now.toISOString(),
    data: {
      route,
      groupLabels,
      status: open.length === 0 && omitted === 0 ? 'resolved' : 'open',
      severity: judged.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning',
      incidents,
      omitted,
    },
  };
}
