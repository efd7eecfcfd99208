// One JSON line an event, with a stable `event` name and ids as fields; no secrets, no rows.
import { Logger } from '@aws-lambda-powertools/logger';

export interface Log {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, error: unknown, fields?: Record<string, unknown>): void;
}

export function createLog(serviceName: string): Log {
  const logger = new Logger({ serviceName });
  return {
    info: (event, fields = {}) => logger.info(event, { event, ...fields }),
    warn: (event, fields = {}) => logger.warn(event, { event, ...fields }),
    error: (event, error, fields = {}) =>
      logger.error(event, { event, ...fields, error: error instanceof Error ? error : new Error(String(error)) }),
  };
}
