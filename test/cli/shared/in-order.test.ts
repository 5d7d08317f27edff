import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { inOrder } from "../../../cli/shared/in-order";

describe("work that is done ahead", () => {
  const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
    const found: T[] = [];
    for await (const item of items) found.push(item);
    return found;
  };

  it("yields in the items' order, whichever ends first, and never has more begun than it may", async () => {
    let running = 0;
    let most = 0;
    const work = async (item: number): Promise<number> => {
      most = Math.max(most, ++running);
      for (let turns = 0; turns < 10 - item; turns++) await turn();
      running--;
      return item * 2;
    };
    const items = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    assert.deepEqual(
      await all(inOrder(items, 4, work)),
      items.map((item) => item * 2),
    );
    assert.equal(most, 4);
  });

  it("yields all of fewer items than it may begin, and nothing of none", async () => {
    assert.deepEqual(await all(inOrder([1, 2], 32, async (item) => item)), [1, 2]);
    assert.deepEqual(await all(inOrder([], 32, async (item) => item)), []);
  });

  it("throws the error of the first item that fails, after the results before it", async () => {
    const seen: number[] = [];
    const work = async (item: number): Promise<number> => {
      if (item === 1) await turn();
      if (item > 0) throw new Error(`item ${item}`);
      return item;
    };
    const reading = async (): Promise<void> => {
      for await (const item of inOrder([0, 1, 2], 3, work)) seen.push(item);
    };
    await assert.rejects(reading(), { message: "item 1" });
    assert.deepEqual(seen, [0]);
  });
});
