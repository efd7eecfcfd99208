// A step of a deployment as a Lambda function: CloudFormation calls it and waits for its answer at a link.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html
import { ConstantBackoff, handleAll, retry } from 'cockatiel';
import { request } from 'undici';
import * as z from 'zod';
import type { LambdaContext } from './lambda-http.ts';
import type { Log } from './log.ts';

const TIMEOUT_MS = 10_000;
const answering = retry(handleAll, { maxAttempts: 2, backoff: new ConstantBackoff(1_000) });

const DeploymentEvent = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
});
type DeploymentEvent = z.infer<typeof DeploymentEvent>;

export interface DeploymentStep {
  requestType: DeploymentEvent['RequestType'];
  /** What is left before the function ends, less the time for its answer. */
  remainingMs: number;
}

/** What `act` throws fails the deployment, with its message for whoever deploys. Without an answer a deployment waits for an hour. */
export function customResource(log: Log, act: (step: DeploymentStep) => Promise<void>) {
  return async (event: unknown, context: LambdaContext): Promise<void> => {
    const parsed = DeploymentEvent.parse(event);
    const remainingMs = context.getRemainingTimeInMillis() - 3 * TIMEOUT_MS;
    const outcome = await act({ requestType: parsed.RequestType, remainingMs }).then(
      () => ({ Status: 'SUCCESS' }),
      (error: unknown) => {
        log.error('deployment.step-failed', error, { step: parsed.LogicalResourceId });
        return { Status: 'FAILED', Reason: error instanceof Error ? error.message : String(error) };
      },
    );
    await answering.execute(() => answer(parsed, outcome));
  };
}

async function answer(event: DeploymentEvent, outcome: { Status: string; Reason?: string }): Promise<void> {
  const { ResponseURL, StackId, RequestId, LogicalResourceId, PhysicalResourceId = LogicalResourceId } = event;
  const { statusCode, body } = await request(ResponseURL, {
    method: 'PUT',
    // The link is signed for a request without a type.
    headers: { 'content-type': '' },
    body: JSON.stringify({ ...outcome, StackId, RequestId, LogicalResourceId, PhysicalResourceId }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await body.dump();
  if (statusCode !== 200) throw new Error(`CloudFormation did not take the answer: ${statusCode}`);
}
