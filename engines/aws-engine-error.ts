// Turns what an AWS SDK threw into an EngineError, by the documented name of the service's error.
import { EngineError, firstLine, toEngineError } from './engine-error.ts';
import type { Engine, EngineErrorKind } from './engine-error.ts';

const KINDS: Record<string, EngineErrorKind> = {
  ResourceNotFoundException: 'not-found',
  NoSuchKey: 'not-found',
  NotFound: 'not-found',
  ResourceInUseException: 'rejected',
  ConcurrentModificationException: 'rejected',
  InvalidArgumentException: 'rejected',
  InvalidRequestException: 'rejected',
  InvalidApplicationConfigurationException: 'rejected',
  CodeValidationException: 'rejected',
  LimitExceededException: 'rejected',
  ThrottlingException: 'busy',
  TooManyRequestsException: 'busy',
  ResourceProvisionedThroughputExceededException: 'busy',
  SlowDown: 'busy',
  ServiceUnavailableException: 'unreachable',
  ServiceException: 'unreachable',
};

/** Runs a call of an AWS service. @throws EngineError */
export async function callAws<Answer>(engine: Engine, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    const kind = error instanceof Error ? KINDS[error.name] : undefined;
    if (kind === undefined || !(error instanceof Error)) throw toEngineError(engine, error);
    throw new EngineError(engine, kind, firstLine(error.message), { cause: error });
  }
}

/** Times of a client: each try ends within `timeoutMs`, and the SDK tries three times. */
export const awsClientOptions = (timeoutMs: number) => ({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
});
