// Druid's answers that are not 2xx, as EngineErrors with the one line that helps.
import * as z from 'zod';
import { EngineError, firstLine } from '../engine-error.ts';
import type { EngineErrorKind } from '../engine-error.ts';

/** Druid has several generations of error bodies; each has at least one of these. */
const ErrorBody = z.object({
  errorMessage: z.string().nullish(),
  error: z.string().nullish(),
  category: z.string().nullish(),
});

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
export function druidError(status: number, text: string): EngineError {
  const { errorMessage, error, category } = parse(text);
  const kind = KIND_OF_CATEGORY[category ?? ''] ?? KIND_OF_STATUS[status] ?? 'failed';
  return new EngineError('druid', kind, firstLine(errorMessage ?? error ?? '') || `druid answered ${status}`);
}

function parse(text: string): z.infer<typeof ErrorBody> {
  try {
    return ErrorBody.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
