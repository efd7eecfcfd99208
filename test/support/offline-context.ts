// A context without engines: a test says what each call that it needs answers.
import { vi } from 'vitest';
import type { Item } from '#engines/dynamodb/table.ts';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';

/** `items` by `pk/sk` are what the table holds; writes are counted and change nothing. */
export function offlineContext(items: Record<string, Item> = {}): Context {
  const context = createContext(
    readSettings({
      MILLRACE_CLUSTER_ARN: 'arn:aws:kafka:us-east-1:000000000000:cluster/main/1',
      MILLRACE_FLINK_ROLE_ARN: 'arn:aws:iam::000000000000:role/flink',
      MILLRACE_DRUID_BROKER_URL: 'http://127.0.0.1:9',
      MILLRACE_DRUID_COORDINATOR_URL: 'http://127.0.0.1:9',
    }),
  );
  vi.spyOn(context.table, 'get').mockImplementation(async ({ pk, sk }) => items[`${pk}/${sk}`]);
  vi.spyOn(context.table, 'query').mockResolvedValue({ items: [], nextKey: undefined });
  vi.spyOn(context.table, 'update').mockResolvedValue(undefined);
  vi.spyOn(context.table, 'put').mockResolvedValue();
  vi.spyOn(context.table, 'remove').mockResolvedValue();
  return context;
}
