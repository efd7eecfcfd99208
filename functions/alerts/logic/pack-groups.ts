// Puts groups of items that belong together into batches, in order; a batch holds `most` items, a larger group stands alone.
export function packGroups<Item>(groups: Item[][], most: number): Item[][] {
  const batches: Item[][] = [];
  for (const group of groups) {
    const last = batches.at(-1);
    if (last === undefined || last.length + group.length > most) batches.push([...group]);
    else last.push(...group);
  }
  return batches;
}
