// A channel: where notifications go.
import * as z from 'zod';
import { Stored } from '../definition.ts';
import { Name, Owner } from '../name.ts';

const channelFields = z.strictObject({
  name: Name,
  owner: Owner,
  type: z.literal('webhook'),
  url: z.url({ protocol: /^https?$/ }).max(2000),
});

/** `secret` signs each delivery (Standard Webhooks); it is made when absent, and shown only in the answer to the create. */
export const Channel = channelFields
  .extend({
    secret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be "whsec_" and 24 to 64 bytes in base64')
      .optional(),
  })
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;

export const StoredChannel = channelFields.extend(Stored.shape).meta({ id: 'StoredChannel' });
export type StoredChannel = z.infer<typeof StoredChannel>;

export const CreatedChannel = StoredChannel.extend({ secret: z.string() }).meta({ id: 'CreatedChannel' });
export type CreatedChannel = z.infer<typeof CreatedChannel>;
