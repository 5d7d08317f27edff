import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskAdvice, mustHaveHadRoom, orDiskFull } from "../../../worker/failures/disk-full";
import { JobFault } from "../../../worker/failures/job-fault";
import { diskState, fullest, whyDiskIsFull } from "../../../worker/host/disk";
import { bytesBelow, WorkFolders } from "../../../worker/host/work-folders";
import { DiskBudget } from "../../../worker/stages/disk-budget";
import { FakeClock } from "../../helpers/fake-clock";

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const disk = (freeBytes: number, totalBytes = 100 * GIB) => ({ folder: "/work", freeBytes, totalBytes });

describe("the disk", () => {
  it("is full below its reserve of 5 %, at most 1 GiB, and says what is free and what must be", () => {
    assert.equal(whyDiskIsFull(disk(GIB)), undefined);
    assert.equal(whyDiskIsFull(disk(GIB - 1)), "the disk of /work has 1023 MiB free; at least 1024 MiB must be");
    assert.equal(whyDiskIsFull(disk(50 * MIB, 1000 * MIB)), undefined);
    assert.match(whyDiskIsFull(disk(49 * MIB, 1000 * MIB)) ?? "", /at least 50 MiB/);
  });

  it("of several is the one with the least room, and one that cannot be written to before all others", () => {
    const [empty, small, broken] = [disk(90 * GIB), disk(2 * GIB), { ...disk(80 * GIB), trouble: "EIO" }];
    assert.equal(fullest([empty, small]), small);
    assert.equal(fullest([empty, broken, small]), broken);
    assert.equal(whyDiskIsFull(broken), "/work cannot be written to: EIO");
  });

  it("of a folder that is gone is in trouble, and says so", async () => {
    const state = await diskState("/nowhere/at/all");
    assert.match(whyDiskIsFull(state) ?? "", /^\/nowhere\/at\/all cannot be written to: ENOENT/);
  });

  it("explains a failure only by words of the system or when it is full, and only what a script can notice", () => {
    const fault = new JobFault("script-error", "cannot save");
    assert.equal(orDiskFull(fault, ["line"], disk(GIB)), fault);
    for (const words of ["cp: error: No space left on device", "Disk quota exceeded", "ENOSPC: write", "EDQUOT"]) {
      assert.equal(orDiskFull(fault, ["line", words], disk(GIB)).failure, "disk-full", words);
      assert.equal(orDiskFull(new JobFault("no-output", words), [], disk(GIB)).failure, "disk-full", words);
    }
    assert.equal(orDiskFull(fault, ["RENOSPCX", "there is no space left"], disk(GIB)), fault);
    assert.equal(orDiskFull(fault, [], disk(MIB)).failure, "disk-full");
    const timeout = new JobFault("timeout", "took over 2 h");
    assert.equal(orDiskFull(timeout, ["No space left on device"], disk(0)), timeout);
  });

  for (const trouble of ["it is read-only", "EIO: i/o error, open", "ENOENT: no such file", "ENOTCONN", "ESTALE"]) {
    it(`that cannot be written to (${trouble}) is not called full`, () => {
      const broken = { ...disk(0, 0), trouble };
      const expected = { failure: "publish-failed", message: `/work cannot be written to: ${trouble}` };
      assert.throws(() => mustHaveHadRoom(broken), expected);
      const { failure, message } = orDiskFull(new JobFault("script-error", "cannot save"), [], broken);
      assert.deepEqual({ failure, message }, expected);
    });
  }

  it("that is full at the end of a run makes even a good end doubtful; one with little room does not", () => {
    mustHaveHadRoom(disk(200 * MIB));
    assert.throws(() => mustHaveHadRoom(disk(100 * MIB)), { failure: "disk-full" });
  });
});

describe("the advice when the disk is full", () => {
  it("names more than the task has: half as much again, or twice the inputs for each copy", () => {
    const stack = { diskBytes: 10 * GIB, copies: 2 };
    const most = "or run fewer than 2 copies in it (copiesPerTask)";
    assert.equal(
      diskAdvice(stack, GIB, disk(0)),
      `give the task 15 GiB of disk instead of 10 (diskGiBPerTask, and volumeGiB to match), ${most}`,
    );
    assert.match(diskAdvice(stack, 20 * GIB, disk(0)), /give the task 81 GiB of disk instead of 10/);
  });

  it("on one computer says how much to free, and where", () => {
    const text = diskAdvice({ diskBytes: undefined, copies: 1 }, 10 * GIB, disk(5 * GIB));
    assert.equal(text, "free at least 16384 MiB more on the disk of /work, or work on a larger one");
  });
});

describe("the budget of a worker's files", () => {
  const budgetOf = (budgetBytes: number | undefined, measured: number[]) => {
    const clock = new FakeClock();
    let looks = 0;
    const measure = async (): Promise<number> => measured[Math.min(looks++, measured.length - 1)] ?? 0;
    return { clock, budget: new DiskBudget({ budgetBytes, measure, clock }) };
  };

  it("counts inputs as listed and everything else as measured, and returns what is reported once", async () => {
    const { budget } = budgetOf(100 * MIB, [40 * MIB]);
    const release = await budget.take(50 * MIB, disk(50 * GIB));
    await assert.rejects(budget.take(20 * MIB, disk(50 * GIB)), {
      failure: "disk-full",
      message: "the inputs need 20 MiB; there is room for 10",
    });
    release();
    release();
    await budget.take(60 * MIB, disk(50 * GIB));
    await assert.rejects(budget.take(1, disk(50 * GIB)), { failure: "disk-full" });
  });

  it("is used up by results and temporary files alone; they are measured every 10 s, and immediately when asked", async () => {
    const { budget, clock } = budgetOf(100 * MIB, [10 * MIB, 101 * MIB, 20 * MIB]);
    await budget.take(50 * MIB, disk(50 * GIB));
    assert.equal(await budget.whyUsedUp(), undefined);
    await clock.pass(11);
    assert.equal(
      await budget.whyUsedUp(),
      "work files take more than the 100 MiB that they may: 50 MiB of inputs, 101 MiB of results and temporary files",
    );
    budget.forget();
    assert.equal(await budget.whyUsedUp(), undefined);
  });

  it("never gives what the disk itself has not, and without a budget nothing is measured", async () => {
    const { budget } = budgetOf(undefined, [Infinity]);
    assert.equal(await budget.whyUsedUp(), undefined);
    await assert.rejects(budget.take(2 * MIB, disk(GIB + MIB)), { failure: "disk-full" });
    await budget.take(MIB, disk(GIB + MIB));
  });
});

describe("what is in the work folder", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "dfiji-usage-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("is measured with results, logs and files of copies, without inputs, and without following links", async () => {
    const folders = await WorkFolders.open(root);
    const before = await folders.bytesBesidesInputs();
    const attempt = await folders.attempt();
    const copy = await folders.copyFolder(0);
    await mkdir(join(attempt.output, "input"), { recursive: true });
    const elsewhere = join(root, "elsewhere");
    for (const path of [
      join(attempt.input, "a.tif"),
      join(attempt.output, "r.csv"),
      join(attempt.output, "input", "b.csv"),
      join(copy, "left.tmp"),
      elsewhere,
    ]) {
      await writeFile(path, Buffer.alloc(MIB, 1));
    }
    await symlink(elsewhere, join(copy, "link"));
    const bytes = (await folders.bytesBesidesInputs()) - before;
    assert.ok(bytes >= 3 * MIB && bytes < 3.5 * MIB, String(bytes));
    await folders.close();
  });

  it("is nothing when the folder is gone", async () => {
    assert.equal(await bytesBelow(join(root, "gone"), () => false), 0);
  });
});
