import { describe, expect, it } from 'vitest';
import { callAws } from '#engines/aws-engine-error.ts';

function failure(name: string, message = 'no'): Error {
  return Object.assign(new Error(message), { name });
}

describe('what an AWS service throws', () => {
  it.each([
    ['ResourceNotFoundException', 'not-found'],
    ['ResourceInUseException', 'rejected'],
    ['ThrottlingException', 'busy'],
    ['ServiceException', 'unreachable'],
    ['TimeoutError', 'timeout'],
    ['SomethingElse', 'failed'],
  ])('becomes an EngineError: %s is %s', async (name, kind) => {
    const call = callAws('flink', () => Promise.reject(failure(name)));
    await expect(call).rejects.toMatchObject({ name: 'EngineError', engine: 'flink', kind });
  });

  it('keeps the first line of the message', async () => {
    const error = failure('ResourceInUseException', 'is RUNNING\n\tat com.example.Stack');
    await expect(callAws('flink', () => Promise.reject(error))).rejects.toThrow(/^is RUNNING$/);
  });
});
