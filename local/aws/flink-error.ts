/** What the real Flink refused, or (`status` 0) that it could not be reached. `message` is the root cause, `trace` the Java stack. */
export class FlinkError extends Error {
  readonly status: number;
  readonly trace: string;

  constructor(status: number, trace: string, { cause }: { cause?: unknown } = {}) {
    super(rootCause(trace), { cause });
    this.name = 'FlinkError';
    this.status = status;
    this.trace = trace;
  }

  /** True when nobody listens at Flink's address. */
  get isRefused(): boolean {
    return this.status === 0 && codeOf(this.cause) === 'ECONNREFUSED';
  }

  /** The status of an unknown job is 500, everything else about it 404. */
  get isJobUnknown(): boolean {
    return this.trace.includes('FlinkJobNotFoundException');
  }
}

/** fetch says what went wrong in its error's cause. */
function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error ? error.code : codeOf(error.cause);
}

/** The last `Caused by:` of a Java stack trace with its own message lines, without frames. */
export function rootCause(trace: string): string {
  const last = trace.split(/^(?:Caused by: |<Exception on server side:\s)/m).at(-1) ?? '';
  const frames = last.search(/^\s*(at |\.\.\. \d+ more)/m);
  return (frames === -1 ? last : last.slice(0, frames)).trim();
}
