// Druid's answers that are not 2xx, as EngineErrors with the one line that helps.
import * as z from 'zod';
import { EngineError, firstLine } from '../engine-error.ts';
import type { EngineErrorKind } from '../engine-error.ts';

/** Druid has several generations of error bodies; each has at least one of these. */
const ErrorBody = z.object({
  errorMessage: z.string().nullish(),
  error: z.string().nullish(),
  category: z.string().nullish(),
  /** The Java class of what a data process threw; its message may begin with those of the causes, each before a colon. */
  errorClass: z.string().nullish(),
});

/** What an expression throws at values that it cannot work with: nothing of Druid's own throws these at a query. */
const FAULTS_OF_THE_QUERY = new Set([
  'java.lang.ArithmeticException',
  'java.lang.NumberFormatException',
  'java.util.regex.PatternSyntaxException',
]);

/** What Druid has no category for. At planning, which reads no data, the statement is to blame for it. */
const UNEXPLAINED = new Set(['UNCATEGORIZED', 'DEFENSIVE']);

/** An answer of Druid that is not 2xx. */
export class DruidError extends EngineError {
  /** True when Druid says only that something went wrong, neither whose fault it is nor where. */
  readonly isUnexplained: boolean;

  constructor(kind: EngineErrorKind, message: string, { isUnexplained }: { isUnexplained: boolean }) {
    super('druid', kind, message);
    this.isUnexplained = isUnexplained;
  }
}

const KIND_OF_CATEGORY: Record<string, EngineErrorKind> = {
  TIMEOUT: 'timeout',
  CAPACITY_EXCEEDED: 'busy',
  INVALID_INPUT: 'rejected',
  UNSUPPORTED: 'rejected',
  NOT_FOUND: 'not-found',
};

const KIND_OF_STATUS: Record<number, EngineErrorKind> = {
  400: 'rejected',
  404: 'not-found',
  429: 'busy',
  501: 'rejected',
  503: 'busy',
  504: 'timeout',
};

/** @param text the body, whatever it is: JSON of Druid, HTML of Jetty or nothing */
export function druidError(status: number, text: string): DruidError {
  const { errorMessage, error, category, errorClass } = parse(text);
  const { classes, message } = readCauses(errorMessage ?? error ?? '');
  const isFaultOfQuery = FAULTS_OF_THE_QUERY.has(classes.at(-1) ?? errorClass ?? '');
  const kind = KIND_OF_CATEGORY[category ?? ''] ?? KIND_OF_STATUS[status] ?? (isFaultOfQuery ? 'rejected' : 'failed');
  const isUnexplained = kind === 'failed' && UNEXPLAINED.has(category ?? '');
  return new DruidError(kind, firstLine(message) || `druid answered ${status}`, { isUnexplained });
}

/** `java.util.concurrent.ExecutionException: java.lang.ArithmeticException: / by zero` as its classes and what they say. */
function readCauses(text: string): { classes: string[]; message: string } {
  const chain = /^(?:[a-z]\w*(?:\.\w+)+(?:Exception|Error): )*/.exec(text)?.[0] ?? '';
  return { classes: chain.split(': ').slice(0, -1), message: text.slice(chain.length) };
}

function parse(text: string): z.infer<typeof ErrorBody> {
  try {
    return ErrorBody.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
