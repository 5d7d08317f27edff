import assert from "node:assert/strict";
import { readlinkSync } from "node:fs";
import {
  chmod,
  type FileHandle,
  link,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderStore } from "../../../worker/storage/folder-store";
import { behavesLikeAStore, listed } from "./store-behaviour";

describe("FolderStore", () => {
  let root: string;
  let store: FolderStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "dfiji-root-"));
    store = new FolderStore(join(root, "store"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  const keys = async (prefix: string): Promise<string[]> => (await listed(store, prefix)).map(({ key }) => key).sort();

  behavesLikeAStore(() => store);

  for (const [size, bytes] of [
    ["a small file", 5],
    ["a file above 64 MiB", 65 * 2 ** 20],
  ] as const) {
    it(`fetches ${size} with its date, read-only or not`, async () => {
      await store.putText("a.tif", "image");
      const path = join(root, "store/a.tif");
      await truncate(path, bytes);
      const date = new Date("2019-03-04T05:06:07.089Z");
      await utimes(path, date, date);
      await chmod(path, 0o444);
      await store.fetch((await store.head("a.tif")) ?? assert.fail(), join(root, "fetched"));
      const { mtime, size: fetched, mode } = await stat(join(root, "fetched"));
      assert.deepEqual([mtime, fetched, mode & 0o777], [date, bytes, 0o600]);
    });
  }

  it("lists .dfiji/ only for a prefix that leads into it", async () => {
    await store.putText("plate/.dfiji/done/a.json", "{}");
    await store.putText("plate/a.tif", "x");
    assert.deepEqual(await keys("plate/"), ["plate/a.tif"]);
    assert.deepEqual(await keys(""), []); // results of a run
    assert.deepEqual(await keys("plate/.dfiji/done/"), ["plate/.dfiji/done/a.json"]);
  });

  /** Paths in the order in which they were put on the disk. */
  const syncedDuring = async (work: () => Promise<unknown>): Promise<string[]> => {
    const file = await open(root);
    const prototype = Object.getPrototypeOf(file) as FileHandle;
    await file.close();
    const { sync } = prototype;
    const paths: string[] = [];
    prototype.sync = function (this: FileHandle) {
      paths.push(
        readlinkSync(`/proc/self/fd/${this.fd}`)
          .slice(root.length + 1)
          .replace(/[0-9a-f]{12}$/, "…"),
      );
      return sync.call(this);
    };
    try {
      await work();
    } finally {
      prototype.sync = sync;
    }
    return paths;
  };
  const LASTING: readonly [what: string, work: () => Promise<unknown>, synced: readonly string[]][] = [
    ["text", () => store.putText("a/b", "x"), ["store/a/.dfiji-tmp-…", "store/a"]],
    ["text over another", () => store.putText("a/b", "y"), ["store/a/.dfiji-tmp-…", "store/a"]],
    ["bytes", () => store.putBytes("b", Buffer.from("x")), ["store/.dfiji-tmp-…", "store"]],
    ["text where nothing is", () => store.putTextIfAbsent("a/b", "x"), ["store/a/.dfiji-tmp-…", "store/a"]],
    ["a result", () => store.put(join(root, "result"), "a/result"), ["result", "store/a"]],
  ];
  for (const [what, work, synced] of LASTING) {
    it(`puts ${what} on the disk, then its name`, async function () {
      if (process.platform !== "linux") return this.skip();
      await writeFile(join(root, "result"), "1");
      assert.deepEqual(await syncedDuring(work), synced);
    });
  }

  it("never lists a file that is not whole yet", async () => {
    await store.putText("a/b", "x");
    await writeFile(join(root, "store/a/.dfiji-tmp-123"), "half");
    assert.deepEqual(await keys("a/"), ["a/b"]);
  });

  it("follows links to files and folders of the user, but not round in circles", async () => {
    await mkdir(join(root, "elsewhere"), { recursive: true });
    await writeFile(join(root, "elsewhere/x.tif"), "x");
    await store.putText("a/b.tif", "x");
    await symlink(join(root, "elsewhere"), join(root, "store/linked"));
    await symlink(join(root, "elsewhere/x.tif"), join(root, "store/one.tif"));
    await symlink(join(root, "store"), join(root, "store/a/self"));
    await symlink(join(root, "gone"), join(root, "store/broken"));
    assert.deepEqual(await keys(""), ["a/b.tif", "linked/x.tif", "one.tif"]);
  });

  it("gives a script a copy that it can change without changing the original", async () => {
    await store.putText("in.tif", "original");
    await chmod(join(root, "store/in.tif"), 0o444);
    const [object] = await listed(store, "in");
    assert.ok(object);
    await store.fetch(object, join(root, "copy.tif"));
    await writeFile(join(root, "copy.tif"), "changed");
    assert.equal(await readFile(join(root, "store/in.tif"), "utf8"), "original");
    assert.equal((await stat(join(root, "store/in.tif"))).nlink, 1);
  });

  it("gives copies that no one else may read, whatever the original allows", async () => {
    for (const mode of [0o400, 0o640, 0o666]) {
      await store.putText("in.tif", "original");
      await chmod(join(root, "store/in.tif"), mode);
      const [object] = await listed(store, "in");
      assert.ok(object);
      await store.fetch(object, join(root, "copy.tif"));
      assert.equal((await stat(join(root, "copy.tif"))).mode & 0o777, 0o600);
    }
  });

  it("writes no result, record or marker through a linked folder, and reads none through a link", async () => {
    await mkdir(join(root, "home"));
    await writeFile(join(root, "home/secret.csv"), "s");
    await store.putText("P1/a.csv", "1");
    await symlink(join(root, "home"), join(root, "store/linked"));
    await symlink(join(root, "home/secret.csv"), join(root, "store/P1/secret.csv"));
    await writeFile(join(root, "out.csv"), "1,2");
    await assert.rejects(store.put(join(root, "out.csv"), "linked/out.csv"), /linked is a link/);
    await assert.rejects(store.putText("linked/.dfiji/done/a.json", "{}"), /linked is a link/);
    await assert.rejects(store.putTextIfAbsent("linked/a.json", "{}"), /linked is a link/);
    assert.deepEqual(await readdir(join(root, "home")), ["secret.csv"]);
    await assert.rejects(store.read("P1/secret.csv"), /secret\.csv is a link/);
    await assert.rejects(store.getText("P1/secret.csv"), /secret\.csv is a link/);
  });

  it("moves an output into place instead of copying it", async () => {
    await writeFile(join(root, "out.csv"), "1,2");
    const { ino } = await stat(join(root, "out.csv"));
    await store.put(join(root, "out.csv"), "well/out.csv");
    assert.equal((await stat(join(root, "store/well/out.csv"))).ino, ino);
    assert.deepEqual(await readdir(join(root, "store/well")), ["out.csv"]);
  });

  it("replaces a linked result by a new file instead of writing through the link", async () => {
    await store.putText("r.json", "old");
    await link(join(root, "store/r.json"), join(root, "kept.json"));
    await store.putText("r.json", "new");
    assert.equal(await readFile(join(root, "kept.json"), "utf8"), "old");
  });

  it("never leaves its root", async () => {
    await writeFile(join(root, "secret"), "s");
    assert.equal(await store.getText("../secret"), undefined);
    assert.equal(await store.head("../secret"), undefined);
    await assert.rejects(store.putText("../evil", "x"), /part "\.\."/);
    await assert.rejects(store.remove("a/../../secret"), /part "\.\."/);
    assert.equal(await readFile(join(root, "secret"), "utf8"), "s");
  });
});
