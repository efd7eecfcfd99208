import { describe, expect, it } from 'vitest';
import { FlinkError, rootCause } from '#local/aws/flink-error.ts';

const trace = `org.apache.flink.runtime.rest.handler.RestHandlerException: Could not execute application.
\tat org.apache.flink.runtime.webmonitor.handlers.JarRunHandler.lambda$handleRequest$1(JarRunHandler.java:114)
Caused by: org.apache.flink.client.program.MutatedConfigurationException: Not allowed configuration change(s) were detected:
 - Configuration parallelism.default was changed from 1 to 3.
\tat org.apache.flink.client.program.StreamContextEnvironment.checkNotAllowedConfigurations(StreamContextEnvironment.java:237)
\t... 7 more
`;

describe('the root cause of a Java stack trace', () => {
  it('is the last cause with all its message lines and no frames', () => {
    expect(rootCause(trace)).toBe(
      'org.apache.flink.client.program.MutatedConfigurationException: Not allowed configuration change(s) were detected:\n - Configuration parallelism.default was changed from 1 to 3.',
    );
  });

  it('is the message itself where there is no stack', () => {
    expect(rootCause('Flink cannot be reached')).toBe('Flink cannot be reached');
    expect(
      new FlinkError(
        500,
        'Internal server error.\n<Exception on server side:\njava.lang.Error: x\n\tat a.b(C.java:1)\nEnd of exception on server side>',
      ).message,
    ).toBe('java.lang.Error: x');
  });
});

describe('a Flink at whose address nobody listens', () => {
  it('is told from one that does not answer in time', () => {
    const refusal = new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
    const lateness = new DOMException('The operation was aborted due to timeout', 'TimeoutError');

    expect(new FlinkError(0, 'Flink cannot be reached', { cause: refusal }).isRefused).toBe(true);
    expect(new FlinkError(0, 'Flink cannot be reached', { cause: lateness }).isRefused).toBe(false);
  });
});
