// How the notifications of an incident got to their channels.
import type { PageRequest } from '#schemas/definition.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { outboxStore } from '../store/outbox.ts';
import { getIncident } from './get-incident.ts';

export interface DeliveryRequest extends PageRequest {
  id: string;
}

/** @throws PlatformError definition.not-found, access.forbidden */
export async function listDeliveries(context: Context, caller: Caller, { id, ...request }: DeliveryRequest) {
  await getIncident(context, caller, id);
  return outboxStore(context.table).listOfIncident(id, request);
}
