// What API Gateway answers itself, in the form of all errors (RFC 9457). Codes and titles are those of schemas/problem.ts.
import * as apigateway from 'aws-cdk-lib/aws-apigateway';

const { ResponseType } = apigateway;

const PROBLEMS = [
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    code: 'request.too-large',
    title: 'The body is larger than 4 MB',
  },
  { type: ResponseType.THROTTLED, status: 429, code: 'request.too-many', title: 'There are too many requests' },
  { type: ResponseType.QUOTA_EXCEEDED, status: 429, code: 'request.too-many', title: 'There are too many requests' },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    code: 'engine.timeout',
    title: 'An engine did not answer in time',
  },
  { type: ResponseType.DEFAULT_5XX, status: 500, code: 'internal.unexpected', title: 'Something unexpected happened' },
];

export function problemResponses(api: apigateway.RestApi): void {
  for (const { type, status, code, title } of PROBLEMS) {
    const problem = {
      type: `https://millrace.dev/problems/${code}`,
      title,
      status,
      code,
      detail: 'API Gateway answered in place of the application',
      requestId: '$context.requestId',
    };
    api.addGatewayResponse(`Problem-${type.responseType}`, {
      type,
      statusCode: String(status),
      responseHeaders: { 'content-type': "'application/problem+json'" },
      templates: { 'application/json': JSON.stringify(problem) },
    });
  }
}
