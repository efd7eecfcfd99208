// Copies what is added to a growing file to the standard output.
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Copies everything from the byte `from` on; answers the byte to go on from. A file that became shorter is copied from its beginning. */
export async function copyAdded(file: string, from: number): Promise<number> {
  const { size } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0 };
  let position = size < from ? 0 : from;
  if (size === position) return position;
  await using handle = await open(file);
  for await (const chunk of handle.createReadStream({ start: position, autoClose: false })) {
    process.stdout.write(chunk);
    position += chunk.length;
  }
  return position;
}
