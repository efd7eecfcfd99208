// Follows the table's stream and hands its records on as Lambda would get them (without the retries: what is lost, a sweep finds).
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { ShardIteratorType, _Record } from '@aws-sdk/client-dynamodb-streams';

const POLL_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

export interface StreamFollower {
  table: string;
  signal: AbortSignal;
  onRecords: (event: { Records: _Record[] }) => Promise<void>;
  onError: (error: unknown) => void;
}

/** Follows the stream from its end until it is aborted; after an error it begins at the end again, after a growing pause. */
export async function followTableStream({ table, signal, onRecords, onError }: StreamFollower): Promise<void> {
  let pauseMs = POLL_MS;
  while (!signal.aborted) {
    const reader = openReader(table);
    try {
      await reader.open();
      while (!signal.aborted) {
        const Records = await reader.read();
        pauseMs = POLL_MS;
        if (Records.length > 0) await onRecords({ Records });
        else await pause(POLL_MS, signal);
      }
    } catch (error) {
      onError(error);
      await pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    } finally {
      reader.close();
    }
  }
}

const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined);

function openReader(table: string) {
  const tables = new DynamoDBClient({ maxAttempts: 1 });
  const streams = new DynamoDBStreamsClient({ maxAttempts: 1, requestHandler: { requestTimeout: 5_000 } });
  const iterators = new Map<string, string | undefined>();
  let arn: string | undefined;

  /** Shards that are not known yet: their records from `from` on. */
  const findShards = async (from: ShardIteratorType): Promise<void> => {
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }));
    for (const { ShardId, SequenceNumberRange } of StreamDescription?.Shards ?? []) {
      if (ShardId === undefined || iterators.has(ShardId)) continue;
      const isClosed = SequenceNumberRange?.EndingSequenceNumber !== undefined;
      const request = { StreamArn: arn, ShardId, ShardIteratorType: from };
      const answer = isClosed ? undefined : await streams.send(new GetShardIteratorCommand(request));
      iterators.set(ShardId, answer?.ShardIterator);
    }
  };
  const readShard = async (shard: string, iterator: string): Promise<_Record[]> => {
    const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator: iterator }));
    iterators.set(shard, NextShardIterator);
    if (NextShardIterator === undefined) await findShards('TRIM_HORIZON');
    return Records;
  };
  return {
    open: async (): Promise<void> => {
      const { Table } = await tables.send(new DescribeTableCommand({ TableName: table }));
      arn = Table?.LatestStreamArn;
      if (arn === undefined) throw new Error(`the table ${table} has no stream`);
      await findShards('LATEST');
    },
    read: async (): Promise<_Record[]> => {
      const open = [...iterators].flatMap(([shard, iterator]) => (iterator === undefined ? [] : [{ shard, iterator }]));
      return (await Promise.all(open.map(({ shard, iterator }) => readShard(shard, iterator)))).flat();
    },
    close: (): void => {
      tables.destroy();
      streams.destroy();
    },
  };
}
