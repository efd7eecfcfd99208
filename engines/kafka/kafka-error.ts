// Turns what the Kafka client threw into an EngineError; the client nests the broker's answer in lists of errors.
import { TimeoutError } from '@platformatic/kafka';
import { EngineError, firstLine } from '../engine-error.ts';
import type { EngineErrorKind } from '../engine-error.ts';

/** The broker's answers that mean something to us, by their names in the protocol. */
const KINDS: Record<string, EngineErrorKind> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'not-found',
  UNKNOWN_TOPIC_ID: 'not-found',
  TOPIC_ALREADY_EXISTS: 'rejected',
  INVALID_TOPIC_EXCEPTION: 'rejected',
  INVALID_PARTITIONS: 'rejected',
  INVALID_REPLICATION_FACTOR: 'rejected',
  INVALID_CONFIG: 'rejected',
  MESSAGE_TOO_LARGE: 'rejected',
  POLICY_VIOLATION: 'rejected',
  THROTTLING_QUOTA_EXCEEDED: 'busy',
  NOT_ENOUGH_REPLICAS: 'unreachable',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'unreachable',
  LEADER_NOT_AVAILABLE: 'unreachable',
  REQUEST_TIMED_OUT: 'timeout',
  PLT_KFK_TIMEOUT: 'timeout',
  PLT_KFK_NETWORK: 'unreachable',
};

const CALL_TIMEOUT_MS = 15_000;

/** Makes a call of the client; what it throws becomes an EngineError, and so does no answer in time (15 s). */
export async function callKafka<Answer>(call: () => Promise<Answer>, timeoutMs = CALL_TIMEOUT_MS): Promise<Answer> {
  const noAnswer = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => noAnswer.reject(new EngineError('kafka', 'timeout', 'kafka did not answer in time')),
    timeoutMs,
  );
  try {
    return await Promise.race([call(), noAnswer.promise]);
  } catch (error) {
    throw toKafkaError(error);
  } finally {
    clearTimeout(timer);
  }
}

export function toKafkaError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const all = flatten(error);
  for (const [name, kind] of Object.entries(KINDS)) {
    const found = all.find((nested) => nested.name === name);
    if (found !== undefined)
      return new EngineError('kafka', kind, describe(kind, name, found.message), { cause: error });
  }
  // The client says this itself, without the broker's name for it.
  const unknown = all.find(({ message }) => message.startsWith('Unknown topic'));
  if (unknown !== undefined) return new EngineError('kafka', 'not-found', unknown.message, { cause: error });
  return new EngineError('kafka', 'failed', firstLine(all.at(-1)?.message ?? String(error)), { cause: error });
}

/** True if one of the broker's answers in it has this name, such as TOPIC_ALREADY_EXISTS. */
export function hasKafkaCode(error: unknown, name: string): boolean {
  const foreign = error instanceof EngineError ? error.cause : error;
  return flatten(foreign).some((nested) => nested.name === name);
}

function describe(kind: EngineErrorKind, name: string, message: string): string {
  if (kind === 'unreachable') return `kafka cannot be reached (${firstLine(message)})`;
  return kind === 'timeout' ? 'kafka did not answer in time' : `kafka: ${name}: ${firstLine(message)}`;
}

/** The error and all that it holds, the outermost first; `name` is the broker's name for it, or the client's code. */
function flatten(error: unknown): { name: string; message: string }[] {
  if (!(error instanceof Error)) return [];
  const api = 'apiId' in error && typeof error.apiId === 'string' ? error.apiId : undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  // The client gives both the code of a network error; a connection that took too long is one.
  const isLate = error instanceof TimeoutError && !error.message.startsWith('Connection ');
  const inner = error instanceof AggregateError ? error.errors : [];
  return [
    { name: api ?? (isLate ? TimeoutError.code : code), message: error.message },
    ...inner.flatMap(flatten),
    ...flatten(error.cause),
  ];
}
