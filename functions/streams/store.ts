// Streams in the table.
import { Stream } from '#schemas/stream.ts';
import { definitionStore } from '#engines/dynamodb/definition-store.ts';
import type { Table } from '#engines/dynamodb/table.ts';

export const streamStore = (table: Table) => definitionStore({ table, kind: 'stream', schema: Stream });
