import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { NoSuchObjectError, ObjectChangedError, type Store, type StoredObject } from "../../../worker/storage/store";

/** Legal paths that naive code breaks on. */
const HARD_KEYS = [
  "plain.tif",
  "with space/and more.tif",
  "plus+plus/a+b.tif",
  "hash#1/100%.tif",
  "ünïcödé/細胞.tif",
  "emoji 🔬/x.tif",
  "amp&semi;/quote'\"<x>.tif",
  "back\\slash.tif",
  "%20literal.tif",
  "*star?[q].tif",
  ".hidden/.dot",
];

/** What every store must do; `make` gives an empty one. */
export function behavesLikeAStore(make: () => Promise<Store> | Store): void {
  let store: Store;
  let folder: string;
  beforeEach(async () => {
    store = await make();
    folder = await mkdtemp(join(tmpdir(), "dfiji-store-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const put = async (key: string, text: string): Promise<StoredObject> => {
    const path = join(folder, "to-put");
    await writeFile(path, text);
    return store.put(path, key);
  };

  it("gives every key back exactly, by list, head, fetch and read", async () => {
    for (const key of HARD_KEYS) await put(key, `text of ${key}`);
    assert.deepEqual((await listed(store, "")).map(({ key }) => key).sort(), [...HARD_KEYS].sort());
    for (const key of HARD_KEYS) {
      const object = await store.head(key);
      assert.equal(object?.key, key);
      await store.fetch(object, join(folder, "fetched"));
      assert.equal(await readFile(join(folder, "fetched"), "utf8"), `text of ${key}`);
      assert.equal(await textOf(await store.read(key)), `text of ${key}`);
      await rm(join(folder, "fetched"));
    }
  });

  it("lists by the start of the key, which need not be a folder", async () => {
    for (const key of ["A1/x", "A1.tif", "A10/x", "B/A1"]) await put(key, "x");
    assert.deepEqual((await listed(store, "A1")).map(({ key }) => key).sort(), ["A1.tif", "A1/x", "A10/x"]);
    assert.deepEqual(
      (await listed(store, "A1/")).map(({ key }) => key),
      ["A1/x"],
    );
    assert.deepEqual(await listed(store, "nothing/here/"), []);
  });

  it("tells the same size and etag when it stores, lists and looks", async () => {
    const stored = await put("a/b.txt", "12345");
    assert.equal(stored.sizeBytes, 5);
    assert.deepEqual(await store.head("a/b.txt"), stored);
    assert.deepEqual(await listed(store, "a/"), [stored]);
    assert.match(stored.etag, /^[^"]+$/);
  });

  it("refuses to fetch what changed or went since it was listed", async () => {
    const before = await put("a", "one");
    await put("a", "two, longer");
    await assert.rejects(store.fetch(before, join(folder, "x")), ObjectChangedError);
    await store.remove("a");
    await assert.rejects(store.fetch(before, join(folder, "x")), ObjectChangedError);
  });

  it("answers undefined for the text of nothing and rejects a read of nothing", async () => {
    assert.equal(await store.getText("none"), undefined);
    assert.equal(await store.head("none"), undefined);
    await assert.rejects(store.read("none"), NoSuchObjectError);
    await store.remove("none");
  });

  it("writes text if nothing is there, and never over something", async () => {
    assert.equal(await store.putTextIfAbsent("m/1.json", "first"), true);
    assert.equal(await store.putTextIfAbsent("m/1.json", "second"), false);
    assert.equal(await store.getText("m/1.json"), "first");
    await store.putText("m/1.json", "third");
    assert.equal(await store.getText("m/1.json"), "third");
  });

  it("stores nothing once its signal has fired, and rejects with the signal's reason", async () => {
    const reason = new Error("lease lost");
    await writeFile(join(folder, "f"), "x");
    await assert.rejects(store.put(join(folder, "f"), "late", AbortSignal.abort(reason)), reason);
    await assert.rejects(store.putText("late", "x", AbortSignal.abort(reason)), reason);
    assert.equal(await store.head("late"), undefined);
  });
}

export async function listed(store: Store, prefix: string): Promise<StoredObject[]> {
  const objects: StoredObject[] = [];
  for await (const object of store.list(prefix)) objects.push(object);
  return objects;
}
