// A part of the week in which nobody is notified, in the time zone of the rule.
import * as z from 'zod';

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 22:00');

export const Weekday = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);
export type Weekday = z.infer<typeof Weekday>;

/** `to` is outside; at or before `from` it is on the next day. Without times it is the whole day. */
export const MuteTime = z.strictObject({
  days: z
    .array(Weekday)
    .min(1)
    .max(7)
    .default([...Weekday.options])
    .describe('The days on which it begins.'),
  from: Clock.default('00:00'),
  to: Clock.default('00:00'),
});
export type MuteTime = z.infer<typeof MuteTime>;
