import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { JobList, jobListKey, readJobList } from "../../../cli/bookkeeping/job-list";
import { FolderStore } from "../../../worker/storage/folder-store";
import { aJob } from "../../helpers/worker-bench";

describe("the job list of a submission", () => {
  let folder: string;
  let store: FolderStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-list-"));
    store = new FolderStore(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const left: string[] = [];
  beforeEach(() => void left.splice(0));
  const read = (count = 3) => readJobList(store, { submission: "s", count }, (text) => left.push(text));
  const leave = async (bytes: Uint8Array): Promise<void> => {
    const path = join(folder, jobListKey("s"));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  };

  it("is written while the jobs pass, and read back in their order", async () => {
    const jobs = ["B", "A", "Ü\u2028"].map((Well, index) => aJob(`J${index}`, { group: { Well } }));
    const list = await JobList.begin();
    const passed: string[] = [];
    for await (const { name } of list.listed(from(jobs))) passed.push(name);
    await list.store(store, "s");
    await list.end();
    assert.deepEqual(passed, ["J0", "J1", "J2"]);
    assert.deepEqual(
      await read(),
      jobs.map(({ jobId, name, group }) => ({ jobId, name, group })),
    );
    assert.deepEqual(left, []);
    assert.deepEqual(await readdir(join(folder, ".dfiji", "submissions")), ["s.jobs.jsonl.gz"]);
  });

  it("is absent of older versions", async () => {
    assert.deepEqual([await read(), left], [undefined, []]);
  });

  for (const [title, bytes, why] of [
    ["cut short", gzipSync('{"jobId":"A"').subarray(0, 20), /s\.jobs\.jsonl\.gz: unexpected end of file/],
    ["no gzip", Buffer.from("hello"), /incorrect header check/],
    ["of another kind", gzipSync('{"jobId":1}\n'), /is not a job list: jobId: .*; name: .*; group:/],
    [
      "longer than its submission says",
      gzipSync('{"jobId":"A","name":"A","group":{}}\n'.repeat(4)),
      /more than the 3 jobs/,
    ],
  ] as const) {
    it(`is left out, by name, when it is ${title}`, async () => {
      await leave(bytes);
      assert.equal(await read(), undefined);
      assert.equal(left.length, 1);
      assert.match(left[0] ?? "", why);
    });
  }

  it("is not read through a link", async () => {
    await mkdir(join(folder, ".dfiji", "submissions"), { recursive: true });
    await symlink("/etc/passwd", join(folder, jobListKey("s")));
    assert.equal(await read(), undefined);
    assert.match(left[0] ?? "", /is a link/);
  });
});

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
