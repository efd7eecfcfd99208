// The 3,000,000 flights of vega-datasets (npm) in their order, over and over, one row group in memory and the next on its way.
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { datasetPath } from './dataset-path.ts';
import type { EncodedRow } from './logic/encode-events.ts';

const FILE = datasetPath('flights-3m.parquet');
const COLUMNS = ['delay', 'distance', 'origin', 'destination'];

export class FlightReader {
  readonly #groups: AsyncIterator<RowGroup, never>;
  #group: RowGroup | undefined;
  #next = 0;

  constructor(file: string = FILE) {
    this.#groups = readGroups(file);
  }

  /** The next `count` flights. */
  async take(count: number): Promise<EncodedRow[]> {
    const rows: EncodedRow[] = [];
    while (rows.length < count) {
      const group = await this.#current();
      rows.push(encode(group, this.#next));
      this.#next += 1;
    }
    return rows;
  }

  async #current(): Promise<RowGroup> {
    if (this.#group !== undefined && this.#next < this.#group.count) return this.#group;
    const { value } = await this.#groups.next();
    this.#group = value;
    this.#next = 0;
    return value;
  }
}

interface RowGroup {
  count: number;
  columns: Map<string, ArrayLike<unknown>>;
}

function encode({ columns }: RowGroup, index: number): EncodedRow {
  const [delay, distance, origin, destination] = COLUMNS.map((name) => columns.get(name)?.[index]);
  return `"delay":${String(delay)},"distance":${String(distance)},"origin":"${String(origin)}","destination":"${String(destination)}"}`;
}

async function* readGroups(path: string): AsyncGenerator<RowGroup, never> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let next = readGroup(file, metadata, 0);
  for (let index = 1; ; index += 1) {
    const group = await next;
    next = readGroup(file, metadata, index % metadata.row_groups.length);
    yield group;
  }
}

/** Reads column by column, so that other work is held up for some tens of milliseconds at most. */
async function readGroup(file: AsyncBuffer, metadata: FileMetaData, index: number): Promise<RowGroup> {
  const counts = metadata.row_groups.map(({ num_rows: rows }) => Number(rows));
  const rowStart = counts.slice(0, index).reduce((sum, rows) => sum + rows, 0);
  const count = counts[index] ?? 0;
  const columns: RowGroup['columns'] = new Map();
  for (const column of COLUMNS) {
    const onChunk = (chunk: { columnData: ArrayLike<unknown> }) => void columns.set(column, chunk.columnData);
    await parquetRead({ file, metadata, compressors, rowStart, rowEnd: rowStart + count, columns: [column], onChunk });
  }
  return { count, columns };
}
