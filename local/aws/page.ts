/** One page of a list, as AWS pages: at most `Limit` items behind the one whose key is `NextToken`. Pure. */
export function page<Item>(
  items: Item[],
  { Limit, NextToken }: { Limit: number; NextToken?: string | undefined },
  keyOf: (item: Item) => string,
): { items: Item[]; nextToken: string | undefined } {
  const first = NextToken === undefined ? 0 : items.findIndex((item) => keyOf(item) === NextToken) + 1;
  const found = items.slice(first, first + Limit);
  const last = found.at(-1);
  const isMore = first + Limit < items.length;
  return { items: found, nextToken: isMore && last !== undefined ? keyOf(last) : undefined };
}
