import assert from "node:assert/strict";
import { FileLists, NumberColumn, PlaceColumn, TextColumn } from "../../../../cli/page/data/columns";

/** Longer than two blocks of a column. */
const MANY = 10_000;

describe("columns of the page", () => {
  it("have each number at its job, whatever the order in which they come", () => {
    const [numbers, places] = [new NumberColumn(), new PlaceColumn()];
    for (let job = MANY - 1; job >= 0; job -= 2) {
      numbers.set(job, job / 8);
      places.set(job, 2 * job);
    }
    for (const job of [1, 4095, 4097, 8191, 9999]) {
      assert.deepEqual([numbers.get(job), places.get(job)], [job / 8, 2 * job]);
      assert.deepEqual([numbers.get(job - 1), places.get(job - 1)], [undefined, -1]);
    }
    assert.deepEqual([numbers.get(1e6), places.get(1e6), places.get(-1)], [undefined, -1, -1]);
    numbers.set(1, undefined);
    assert.equal(numbers.get(1), undefined);
  });

  it("number texts in the order of the jobs that have them, without those that were replaced", () => {
    const texts = new TextColumn();
    texts.set(0, "replaced");
    texts.set(5000, "b");
    texts.set(1, "a");
    texts.set(0, "b");
    texts.set(2, undefined);
    assert.deepEqual(texts.column([1, 0, 2, 5000, 3]), { values: ["a", "b"], at: [0, 1, -1, 1, -1] });
  });

  it("share lists of files by what their names have in common, and count what a list leaves out", () => {
    const lists = new FileLists();
    lists.set(0, ["P1-A01/n.csv"], ["P1-A01"]);
    lists.set(1, ["P1-A02/n.csv"], ["P1-A02"]);
    lists.set(
      2,
      Array.from({ length: 203 }, (_, file) => `${file}.csv`),
      [],
    );
    lists.set(3, [], []);
    const { templates, lists: found, at, more } = lists.column([3, 2, 1, 0, 9]);
    assert.equal(templates[0], "\u00010\u0002/n.csv");
    assert.deepEqual(
      found.map((list) => list.length),
      [1, 200],
    );
    assert.deepEqual([at, more], [[-1, 1, 0, 0, -1], { "1": 3 }]);
  });
});
