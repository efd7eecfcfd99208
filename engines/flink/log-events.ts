// What a pipeline's application writes to CloudWatch Logs, to a stream of its name; Managed Flink logs each root exception as one JSON
// message, and makes no streams itself.
import { CloudWatchLogsClient, CreateLogStreamCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { awsClientOptions, callAws } from '../aws-engine-error.ts';
import { EngineError, firstLine } from '../engine-error.ts';

const TIMEOUT_MS = 10_000;
const LOOKED_BACK_MS = 24 * 3_600_000;

const Message = z.object({ message: z.string(), throwableInformation: z.union([z.string(), z.array(z.string())]) });

export type LogEvents = ReturnType<typeof openLogEvents>;

export function openLogEvents({ logGroupArn }: { logGroupArn: string }) {
  const client = new CloudWatchLogsClient(awsClientOptions(TIMEOUT_MS));
  const logGroupName = logGroupArn.split(':log-group:')[1] ?? logGroupArn;
  return {
    /** One that is there stays as it is. @throws EngineError flink */
    makeStream: async (application: string): Promise<void> => {
      const input = { logGroupName, logStreamName: application };
      try {
        await callAws('flink', () => client.send(new CreateLogStreamCommand(input)));
      } catch (error) {
        if (!isThereAlready(error)) throw error;
      }
    },
    /** The newest root exception of the last day: its first line; null if there is none. @throws EngineError flink */
    newestError: async (application: string, now: Date): Promise<string | null> => {
      const input = {
        logGroupName,
        logStreamNames: [application],
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

const isThereAlready = (error: unknown): boolean =>
  error instanceof EngineError && error.cause instanceof Error && error.cause.name === 'ResourceAlreadyExistsException';

function describe(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    return firstLine(Message.parse(JSON.parse(text)).message);
  } catch {
    return firstLine(text);
  }
}
