// The newest of the notices of one incident: a resolved incident opens no more, otherwise the later window counts.
import type { IncidentNotice } from '#schemas/alerts/notification.ts';

export function isNewer(one: IncidentNotice, other: IncidentNotice): boolean {
  const [isOver, otherIsOver] = [one, other].map(({ incident }) => incident.status === 'resolved');
  if (isOver !== otherIsOver) return isOver === true;
  return one.timestamp !== other.timestamp ? one.timestamp > other.timestamp : one.id > other.id;
}

export function newestNotice(notices: readonly IncidentNotice[]): IncidentNotice | undefined {
  return notices.reduce<IncidentNotice | undefined>(
    (newest, notice) => (newest === undefined || isNewer(notice, newest) ? notice : newest),
    undefined,
  );
}
