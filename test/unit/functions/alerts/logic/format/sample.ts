// Notifications that every format is tried on.
import type { Notification } from '#schemas/alerts/notification.ts';
import { notified } from '#test/support/an-incident.ts';

export const NOW = new Date('2026-01-01T00:10:00Z');
export const PUBLIC_URL = 'https://millrace.example.com/';

const opened = notified({ severity: 'critical', runbookUrl: 'https://wiki.example.com/delays' });
const changed = notified({
  id: 'mean-delay~1767225600000~1111',
  labels: { origin: 'LAX', gate: null },
  event: 'incident.level-changed',
});
const seen = notified({
  id: 'mean-delay~1767225600000~2222',
  labels: { origin: 'JFK' },
  event: 'incident.acknowledged',
  acknowledgement: { by: 'ann', at: '2026-01-01T00:05:00.000Z', comment: 'looking' },
});
const over = notified({
  id: 'no-flights~1767225600000~3333',
  rule: 'no-flights',
  kind: 'no-data',
  labels: {},
  annotations: {},
  value: null,
  score: null,
  threshold: null,
  status: 'resolved',
  resolvedAt: '2026-01-01T00:09:00.000Z',
  reason: 'data arrived',
  event: 'incident.resolved',
});

/** News of every kind, and more that is open. */
export const news: Notification = {
  id: 'msg_group~1~000001',
  type: 'incidents.changed',
  timestamp: NOW.toISOString(),
  data: {
    route: 'west',
    groupLabels: { team: 'west' },
    status: 'open',
    severity: 'critical',
    incidents: [
      opened,
      changed,
      seen,
      over,
      notified({ id: 'mean-delay~1767225600000~4444', labels: { origin: 'SEA' }, event: null }),
    ],
    omitted: 3,
  },
};

/** One incident whose texts try to be more than text. */
export const hostile: Notification = {
  ...news,
  data: {
    ...news.data,
    groupLabels: { team: 'west\r\nBcc: all@example.com' },
    incidents: [
      notified({
        labels: { origin: '<https://evil.example.com|here> & [link](https://evil.example.com) <!channel>' },
        reason: 'a\r\nX-Header: 1\n\n<script>alert("x")</script>',
        annotations: { summary: '*bold* <b>and</b> @everyone' },
      }),
    ],
    omitted: 0,
  },
};
