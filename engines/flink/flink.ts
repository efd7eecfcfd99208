// Managed Flink as acts see it: its applications, and what CloudWatch knows of them.
import { openApplications } from './applications.ts';
import type { CodeLocation } from './application.ts';
import { openLogEvents } from './log-events.ts';
import { openMetrics } from './metrics.ts';

export type Flink = ReturnType<typeof openFlink>;

export function openFlink(options: { code: CodeLocation; roleArn: string }) {
  const applications = openApplications(options);
  const metrics = openMetrics();
  const logEvents = openLogEvents();
  return {
    ...applications,
    metrics: metrics.read,
    newestError: logEvents.newestError,
    close: (): void => {
      for (const client of [applications, metrics, logEvents]) client.close();
    },
  };
}
