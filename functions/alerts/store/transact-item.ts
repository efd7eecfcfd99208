// One write of a transaction, as the table takes it.
import type { Table } from '#engines/dynamodb/table.ts';

export type TransactItem = Parameters<Table['transact']>[0][number];
