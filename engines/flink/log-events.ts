// What a pipeline's application wrote to CloudWatch Logs; Managed Flink logs each root exception as one JSON message.
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { awsClientOptions, callAws } from '../aws-engine-error.ts';
import { EngineError, firstLine } from '../engine-error.ts';

const TIMEOUT_MS = 10_000;
const LOOKED_BACK_MS = 24 * 3_600_000;

const Message = z.object({ message: z.string(), throwableInformation: z.union([z.string(), z.array(z.string())]) });

export type LogEvents = ReturnType<typeof openLogEvents>;

export function openLogEvents() {
  const client = new CloudWatchLogsClient(awsClientOptions(TIMEOUT_MS));
  return {
    /** The newest root exception of the last day: its first line; null if there is none. @throws EngineError flink */
    newestError: async (application: string, now: Date): Promise<string | null> => {
      const input = {
        logGroupName: `/aws/kinesis-analytics/${application}`,
        filterPattern: '"throwableInformation"',
        startTime: now.getTime() - LOOKED_BACK_MS,
        startFromHead: false,
        limit: 1,
      };
      try {
        const { events = [] } = await callAws('flink', () => client.send(new FilterLogEventsCommand(input)));
        return describe(events[0]?.message);
      } catch (error) {
        if (error instanceof EngineError && error.kind === 'not-found') return null;
        throw error;
      }
    },
    close: (): void => client.destroy(),
  };
}

function describe(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    return firstLine(Message.parse(JSON.parse(text)).message);
  } catch {
    return firstLine(text);
  }
}
