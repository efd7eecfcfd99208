// Managed Flink as acts see it: its applications, and what CloudWatch knows of them.
import { openApplications } from './applications.ts';
import type { ApplicationSettings, Hosting } from './application.ts';
import { openLogEvents } from './log-events.ts';
import { openMetrics } from './metrics.ts';

export type Flink = ReturnType<typeof openFlink>;

export function openFlink(hosting: Hosting) {
  const applications = openApplications(hosting);
  const metrics = openMetrics();
  const logEvents = openLogEvents(hosting);
  return {
    ...applications,
    /** With a log stream of its own. */
    create: async (name: string, settings: ApplicationSettings): Promise<void> => {
      await logEvents.makeStream(name);
      await applications.create(name, settings);
    },
    metrics: metrics.read,
    newestError: logEvents.newestError,
    close: (): void => {
      for (const client of [applications, metrics, logEvents]) client.close();
    },
  };
}
