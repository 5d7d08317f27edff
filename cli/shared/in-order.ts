/**
 * Does the work for each item, up to `atOnce` at a time, and yields the results in the items' order.
 * @throws the first error, of the work or of the items, in that order
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  for await (const item of items) {
    const result = work(item);
    result.catch(() => undefined); // awaited in its turn
    begun.push(result);
    if (begun.length < atOnce) continue;
    const [first] = begun.splice(0, 1);
    if (first !== undefined) yield await first;
  }
  for (const result of begun) yield await result;
}
