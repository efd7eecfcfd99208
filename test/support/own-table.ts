// A table of this test file's own, so that its sweeps, hours ahead, find nothing of others; in the running DynamoDB.
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readPorts } from '#local/ports.ts';
import { provisionTable } from '#local/provision.ts';
import { uniqueName } from './api.ts';

/** For everything that reads its settings from now on. @returns removes it */
export async function useOwnTable(): Promise<() => Promise<void>> {
  const name = uniqueName('t-table');
  await provisionTable(readPorts(process.env), name);
  process.env['MILLRACE_TABLE'] = name;
  return async () => {
    const client = new DynamoDBClient({});
    await client.send(new DeleteTableCommand({ TableName: name }));
    client.destroy();
  };
}
