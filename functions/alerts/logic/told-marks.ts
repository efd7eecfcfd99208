// What a group remembers of an incident, short enough for thousands of them in one item: which notice and which acknowledgement were told
// of, or that it was held back. Written as `t.<hash of notice>.<hash of acknowledgement>`, or `h` for held back and never told.
import { createHash } from 'node:crypto';
import type { Acknowledgement, IncidentNotice, NotifiedEvent } from '#schemas/alerts/notification.ts';

export interface GroupMember {
  notice: IncidentNotice;
  acknowledgement: Acknowledgement | null;
}
export type ToldMark = string;

/** Under which an incident's mark is kept: 72 bits, as a group may have ten thousand of them in one item. */
export const markKey = (incidentId: string): string => hashOf(incidentId, 12);

export const HELD_MARK: ToldMark = 'h';

export const markOf = ({ notice, acknowledgement }: GroupMember): ToldMark =>
  ['t', shortHash(notice.id), acknowledgement === null ? '' : shortHash(acknowledgement.at)].join('.');

export const isTold = (mark: ToldMark | undefined): boolean => mark !== undefined && mark !== HELD_MARK;

/** What is new of an incident for somebody who knows of it what the mark says. */
export function eventOf(mark: ToldMark | undefined, member: GroupMember): NotifiedEvent {
  const { notice, acknowledgement } = member;
  if (notice.type === 'incident.corrected') return notice.type;
  if (!isTold(mark)) return notice.incident.status === 'open' ? 'incident.opened' : 'incident.resolved';
  const [, toldNotice] = mark?.split('.') ?? [];
  if (toldNotice !== shortHash(notice.id)) return notice.type;
  return acknowledgement === null ? 'incident.unacknowledged' : 'incident.acknowledged';
}

/** 48 bits: enough to tell the few versions of one incident apart. */
const shortHash = (text: string): string => hashOf(text, 8);

const hashOf = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, length);
