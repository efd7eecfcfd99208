// The platform's single DynamoDB table: keys pk and sk, one index gsi1 (gsi1pk, gsi1sk), TTL on `expiresAt`.
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type {
  DeleteCommandInput,
  PutCommandInput,
  QueryCommandInput,
  TransactWriteCommandInput,
  UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { EngineError, toEngineError } from '../engine-error.ts';
import { ConditionFailed } from './condition-failed.ts';
import { InvalidCursor } from './invalid-cursor.ts';
import { readServerTime } from './server-time.ts';

export type Item = Record<string, unknown>;
export interface Key {
  pk: string;
  sk: string;
}
export interface ItemPage {
  items: Item[];
  nextKey: Item | undefined;
}
type Without<Input> = Omit<Input, 'TableName'>;

export type Table = ReturnType<typeof openTable>;

/**
 * Opens the table; connects at the first call. Each call ends within 5 s and is tried three times by the SDK.
 * @throws ConditionFailed when a write's condition does not hold, EngineError otherwise.
 */
export function openTable({ name }: { name: string }) {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });
  const serverTime = readServerTime(client);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    name,
    get: async (key: Key): Promise<Item | undefined> =>
      (await attempt(() => documents.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true })))).Item,
    put: async (input: Without<PutCommandInput>): Promise<void> => {
      await attempt(() => documents.send(new PutCommand({ TableName: name, ...input })));
    },
    update: async (input: Without<UpdateCommandInput>): Promise<Item | undefined> =>
      (await attempt(() => documents.send(new UpdateCommand({ TableName: name, ...input })))).Attributes,
    remove: async (input: Without<DeleteCommandInput>): Promise<void> => {
      await attempt(() => documents.send(new DeleteCommand({ TableName: name, ...input })));
    },
    /** @throws InvalidCursor if `ExclusiveStartKey` is no key of what is queried */
    query: async (input: Without<QueryCommandInput>): Promise<ItemPage> => {
      const answer = await attempt(() => documents.send(new QueryCommand({ TableName: name, ...input }))).catch(
        (error: unknown) => {
          throw input.ExclusiveStartKey !== undefined && isValidation(error) ? new InvalidCursor(error) : error;
        },
      );
      return { items: answer.Items ?? [], nextKey: answer.LastEvaluatedKey };
    },
    /** All or nothing, 100 items at most; each names the table itself (`table.name`). */
    transact: async (items: NonNullable<TransactWriteCommandInput['TransactItems']>): Promise<void> => {
      await attempt(() => documents.send(new TransactWriteCommand({ TransactItems: items })));
    },
    /** The table's own time, to a second, by its newest answer; undefined before the first. */
    serverTime,
    /** Throws when the table does not answer. */
    check: async (): Promise<void> => {
      await attempt(() => documents.send(new GetCommand({ TableName: name, Key: { pk: 'check', sk: 'check' } })));
    },
    close: (): void => client.destroy(),
  };
}

const BUSY = new Set([
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
]);

async function attempt<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw toTableError(error);
  }
}

function toTableError(error: unknown): Error {
  if (!(error instanceof Error)) return toEngineError('dynamodb', error);
  if (isConditionFailed(error)) return new ConditionFailed(error);
  if (BUSY.has(error.name))
    return new EngineError('dynamodb', 'busy', 'the table has no capacity now', { cause: error });
  if (error.name === 'ResourceNotFoundException') {
    return new EngineError('dynamodb', 'failed', 'the table does not exist', { cause: error });
  }
  return toEngineError('dynamodb', error);
}

const isValidation = (error: unknown): boolean =>
  error instanceof EngineError && error.cause instanceof Error && error.cause.name === 'ValidationException';

/** A transaction is also cancelled for a conflict with another or for load: only a failed condition is an answer. */
function isConditionFailed(error: Error): boolean {
  if (error instanceof TransactionCanceledException) {
    return (error.CancellationReasons ?? []).some(({ Code }) => Code === 'ConditionalCheckFailed');
  }
  return error.name === 'ConditionalCheckFailedException';
}
