// The time of DynamoDB itself, which all processes share, by the Date header of its answers.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

const Answered = z.object({ headers: z.object({ date: z.string() }) });

/** @returns what gives that time now: to a second, as it is in the newest answer; undefined before the first. */
export function readServerTime(client: DynamoDBClient): () => Date | undefined {
  let aheadMs: number | undefined;
  client.middlewareStack.add(
    (next) => async (request) => {
      const answer = await next(request);
      const serverMs = Date.parse(Answered.safeParse(answer.response).data?.headers.date ?? '');
      if (!Number.isNaN(serverMs)) aheadMs = serverMs - performance.now();
      return answer;
    },
    { step: 'deserialize', priority: 'low', name: 'readServerTime' },
  );
  return () => (aheadMs === undefined ? undefined : new Date(aheadMs + performance.now()));
}
