// A step of the removal: what runs is stopped with a snapshot before its role, its network and its jar are gone.
import * as z from 'zod';
import { createContext } from '#functions/platform/context.ts';
import { customResource } from '#functions/platform/lambda-custom-resource.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { stopApplications } from '../acts/stop-applications.ts';

const { MILLRACE_REMOVES_APPLICATIONS: removes } = z
  .object({ MILLRACE_REMOVES_APPLICATIONS: z.stringbool().default(false) })
  .parse(process.env);
const context = createContext(readSettings(process.env));

export const handler = customResource(context.log, async ({ requestType, remainingMs }) => {
  if (requestType === 'Delete') await stopApplications(context, { removes, withinMs: remainingMs });
});
