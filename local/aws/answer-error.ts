import { AwsError } from './aws-error.ts';

/** Both JSON protocols' error in one: REST-JSON reads the header, JSON 1.x the body. */
export function answerError(error: Error): Response {
  const { code, status } = error instanceof AwsError ? error : { code: 'InternalFailure', status: 500 };
  const body = JSON.stringify({ __type: code, message: error.message });
  return new Response(body, { status, headers: { 'content-type': 'application/json', 'x-amzn-errortype': code } });
}
