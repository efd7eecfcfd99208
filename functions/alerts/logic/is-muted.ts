// Whether nobody is notified of a rule at a time: it lies in one of the rule's muted times, in the rule's own time zone.
import type { MuteTime } from '#schemas/alerts/mute-time.ts';
import { mutedUntil } from './muted-until.ts';

export const isMuted = ({ mutes, timeZone }: { mutes: readonly MuteTime[]; timeZone: string }, at: Date): boolean =>
  mutedUntil(mutes, timeZone, at.getTime()) !== null;
