/** An error as an AWS service answers it: its documented name, a message and the HTTP status of its protocol. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, { status = 400, cause }: { status?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}
