// Alerts over HTTP: rules, channels, routes, silences, incidents and deliveries.
import type { Context } from '#functions/platform/context.ts';
import { createRouter } from '#functions/platform/route.ts';
import { channelRoutes } from './routes/channels.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { notificationRoutes } from './routes/notification-routes.ts';
import { ruleRoutes } from './routes/rules.ts';
import { silenceRoutes } from './routes/silences.ts';

export const alertRoutes = (context: Context) =>
  createRouter()
    .route('/', ruleRoutes(context))
    .route('/', channelRoutes(context))
    .route('/', notificationRoutes(context))
    .route('/', silenceRoutes(context))
    .route('/', incidentRoutes(context))
    .route('/', deliveryRoutes(context));
