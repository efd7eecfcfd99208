// Alerts over HTTP: rules, channels and incidents.
import type { Context } from '#functions/platform/context.ts';
import { createRouter } from '#functions/platform/route.ts';
import { channelRoutes } from './routes/channels.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { ruleRoutes } from './routes/rules.ts';

export const alertRoutes = (context: Context) =>
  createRouter().route('/', ruleRoutes(context)).route('/', channelRoutes(context)).route('/', incidentRoutes(context));
