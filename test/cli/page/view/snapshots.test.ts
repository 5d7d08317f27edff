import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { type PageData } from "../../../../cli/page/data/page-data";
import { Snapshots } from "../../../../cli/page/view/snapshots";

const PACE = { leastMs: 1, mostMs: 5 };
const data = (title: string, madeAt = "2026-01-02T03:04:05Z"): PageData => ({ title, madeAt }) as PageData;

describe("snapshots of the page's data", () => {
  it("are read once for all who ask, and again only while a page listens", async () => {
    let reads = 0;
    const snapshots = new Snapshots({ read: async () => data(`${++reads}`) }, PACE);
    await Promise.all([snapshots.newest(), snapshots.newest()]);
    assert.equal((await snapshots.newest()).data.title, "1");
    assert.equal(reads, 1);
    await new Promise<void>((resolve) => {
      let changes = 0;
      const end = snapshots.listen(() => {
        if (++changes < 3) return;
        end();
        resolve();
      });
    });
    assert.equal((await snapshots.newest()).data.title, "4");
    assert.equal(reads, 4);
  });

  it("are packed, with a tag that the date alone does not change", async () => {
    const first = await new Snapshots({ read: async () => data("a", "2026-01-01T00:00:00Z") }, PACE).newest();
    const later = await new Snapshots({ read: async () => data("a", "2026-01-02T00:00:00Z") }, PACE).newest();
    const other = await new Snapshots({ read: async () => data("b") }, PACE).newest();
    assert.equal(first.etag, later.etag);
    assert.notEqual(first.etag, other.etag);
    assert.deepEqual(JSON.parse(gunzipSync(first.gzipped).toString()), first.data);
    assert.deepEqual(JSON.parse(first.json.toString()), first.data);
  });

  it("are not read while their stamp stays the same", async () => {
    let [reads, stamps] = [0, 0];
    const source = { read: async () => data(`${++reads}`), stamp: async () => `${Math.floor(stamps++ / 10)}` };
    const snapshots = new Snapshots(source, PACE);
    await snapshots.newest();
    await new Promise<void>((resolve) => {
      const end = snapshots.listen(() => {
        end();
        resolve();
      });
    });
    assert.deepEqual([reads, stamps], [2, 11]);
  });

  it("tell why a reading failed, once, and that the next one did not", async () => {
    const answers = [data("a"), new Error("no rights"), new Error("no rights"), data("a")];
    const read = async (): Promise<PageData> => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error) throw answer;
      return answer as PageData;
    };
    const snapshots = new Snapshots({ read }, PACE);
    await snapshots.newest();
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      const end = snapshots.listen(() => {
        snapshots.newest().then(
          ({ data: { title } }) => {
            seen.push(title);
            end();
            resolve();
          },
          (error: Error) => seen.push(error.message),
        );
      });
    });
    assert.deepEqual(seen, ["no rights", "a"]);
    assert.equal(snapshots.last?.data.title, "a");
  });
});
