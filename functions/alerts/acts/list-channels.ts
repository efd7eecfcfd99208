// Channels by name, without their secrets.
import type { PageRequest } from '#schemas/definition.ts';
import type { Context } from '#functions/platform/context.ts';
import { channelStore } from '../store/definitions.ts';

export const listChannels = (context: Context, request: PageRequest) => channelStore(context.table).list(request);
