// An application's log events, as Managed Flink writes them to CloudWatch: one JSON message a line, oldest first.
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Home } from '#local/home.ts';
import { writeWhole } from '../write-whole.ts';
import { applicationArn } from './application.ts';
import { applicationFiles } from './application-files.ts';

const MAX_BYTES = 4_000_000;
const MAX_TRACE_LENGTH = 8_000;
const LOGGER = 'com.amazonaws.kinesisanalytics.application';

const LogEvent = z.object({ timestamp: z.number(), message: z.string() });
export type LogEvent = z.infer<typeof LogEvent>;

export type LogEntry = {
  at: number;
  version: number;
  level: 'INFO' | 'WARN' | 'ERROR';
  message: string;
  /** A Java stack trace; every error has one, be it its message: that is what readers look for. */
  trace?: string;
};

export type ApplicationLog = ReturnType<typeof openApplicationLog>;

/** The log of the home's applications; the older half of a file that grows past 4 MB is dropped. */
export function openApplicationLog(home: Home) {
  return {
    append(name: string, entry: LogEntry): void {
      const { log } = applicationFiles(home, name);
      mkdirSync(path.dirname(log), { recursive: true });
      appendFileSync(log, `${JSON.stringify({ timestamp: entry.at, message: printMessage(name, entry) })}\n`);
      if (statSync(log).size > MAX_BYTES) dropOlderHalf(log);
    },
    read(name: string): LogEvent[] {
      const { log } = applicationFiles(home, name);
      if (!existsSync(log)) return [];
      return readLines(log).flatMap((line) => parseEvent(line));
    },
  };
}

/** The message's JSON in the shape of the developer guide's "Write log messages". */
export function printMessage(name: string, { version, level, message, trace }: LogEntry): string {
  return JSON.stringify({
    applicationARN: applicationArn(name),
    applicationVersionId: String(version),
    logger: LOGGER,
    message,
    messageSchemaVersion: '1',
    messageType: level,
    ...(trace === undefined ? {} : { throwableInformation: trace.slice(0, MAX_TRACE_LENGTH) }),
  });
}

function readLines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

/** A line cut off by a crash is passed over. */
function parseEvent(line: string): LogEvent[] {
  try {
    return [LogEvent.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

function dropOlderHalf(file: string): void {
  const lines = readLines(file);
  writeWhole(file, `${lines.slice(Math.ceil(lines.length / 2)).join('\n')}\n`);
}
