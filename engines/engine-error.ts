// What every engine client throws: foreign errors with the useful line, never a Java stack.
export type Engine =
  | 'kafka'
  | 'flink'
  | 'druid'
  | 'dynamodb'
  | 's3'
  | 'planner'
  | 'webhook'
  | 'smtp'
  | 'secrets-manager'
  | 'oidc';

/** `unreachable`: no connection; `timeout`: no answer in time; `busy`: refused for load; `rejected`: it says the request is wrong; `not-found`; `failed`: anything else. */
export type EngineErrorKind = 'unreachable' | 'timeout' | 'busy' | 'rejected' | 'not-found' | 'failed';

export class EngineError extends Error {
  readonly engine: Engine;
  readonly kind: EngineErrorKind;

  constructor(engine: Engine, kind: EngineErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'EngineError';
    this.engine = engine;
    this.kind = kind;
  }
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Turns what `fetch` or an SDK threw into an EngineError, by its code or its cause's. */
export function toEngineError(engine: Engine, error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const { name, code, message } = describe(error);
  if (name === 'TimeoutError' || name === 'AbortError')
    return new EngineError(engine, 'timeout', `${engine} did not answer in time`, { cause: error });
  if (code !== undefined && UNREACHABLE.has(code)) {
    return new EngineError(engine, 'unreachable', `${engine} cannot be reached (${code})`, { cause: error });
  }
  return new EngineError(engine, 'failed', firstLine(message), { cause: error });
}

/** The first line of a foreign message, at most 500 characters. */
export function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').slice(0, 500);
}

function describe(error: unknown): { name: string; code: string | undefined; message: string } {
  if (!(error instanceof Error)) return { name: '', code: undefined, message: String(error) };
  const own = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const cause = error.cause instanceof Error ? describe(error.cause) : undefined;
  return { name: error.name, code: own ?? cause?.code, message: error.message };
}
