// The planner: a Java Lambda that holds Flink's own SQL planner.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { PlannerAnswer } from '#schemas/compiled-plan.ts';
import type { CompiledPlan } from '#schemas/compiled-plan.ts';
import { awsClientOptions, callAws } from '../aws-engine-error.ts';
import { EngineError, firstLine } from '../engine-error.ts';

/** A cold start loads the planner's classes. */
const TIMEOUT_MS = 60_000;

export type Planner = ReturnType<typeof openPlanner>;

const FunctionError = z.object({ errorMessage: z.string() });

/** Connects at the first call; planning changes nothing, so it can be repeated. */
export function openPlanner({ functionName }: { functionName: string }) {
  const client = new LambdaClient(awsClientOptions(TIMEOUT_MS));
  const invoke = async (request: object): Promise<unknown> => {
    const input = { FunctionName: functionName, Payload: JSON.stringify(request) };
    const answer = await callAws('planner', () => client.send(new InvokeCommand(input)));
    const text = answer.Payload === undefined ? '' : Buffer.from(answer.Payload).toString('utf8');
    if (answer.FunctionError !== undefined) throw new EngineError('planner', 'failed', messageOf(text));
    return parseJson(text);
  };
  return {
    /** What Flink says of a plan. @throws EngineError planner */
    plan: async (plan: CompiledPlan): Promise<PlannerAnswer> => {
      const answer = PlannerAnswer.safeParse(await invoke({ operation: 'plan', plan }));
      if (!answer.success) throw unexpected(answer.error);
      return answer.data;
    },
    /** Plans nothing, which still needs the planner to be there. */
    check: async (): Promise<void> => {
      const plan: CompiledPlan = { format: 1, pipeline: 'check', configuration: {}, steps: [] };
      await invoke({ operation: 'plan', plan });
    },
    close: (): void => client.destroy(),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unexpected(error);
  }
}

function messageOf(text: string): string {
  const parsed = FunctionError.safeParse(parseJson(text));
  return `the planner failed: ${parsed.success ? firstLine(parsed.data.errorMessage) : firstLine(text)}`;
}

const unexpected = (cause: unknown) =>
  new EngineError('planner', 'failed', 'the planner gave an answer that is not understood', { cause });
