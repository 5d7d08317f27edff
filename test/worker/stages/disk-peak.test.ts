import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DiskPeak } from "../../../worker/stages/disk-peak";
import { FakeClock } from "../../helpers/fake-clock";

describe("the disk that a run takes", () => {
  const MIB = 2 ** 20;
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "dfiji-disk-peak-"));
    for (const folder of ["attempt", "copy"]) await mkdir(join(root, folder));
  });
  afterEach(() => rm(root, { recursive: true }));

  const begin = (clock: FakeClock): DiskPeak => new DiskPeak([join(root, "attempt"), join(root, "copy")], clock);
  const write = (path: string, mib: number): Promise<void> => writeFile(join(root, path), Buffer.alloc(mib * MIB, 1));
  const inMiB = (bytes: number): number => Math.round(bytes / MIB);

  it("is what both folders hold at its end", async () => {
    const peak = begin(new FakeClock());
    await write("attempt/a", 2);
    await write("copy/b", 1);
    assert.equal(inMiB(await peak.end()), 3);
  });

  it("is the most of the looks meanwhile, also of files that are gone", async () => {
    const clock = new FakeClock();
    const peak = begin(clock);
    await write("copy/temporary", 5);
    await clock.pass(10);
    await sleep(200); // the look itself
    await rm(join(root, "copy/temporary"));
    await write("attempt/a", 1);
    assert.equal(inMiB(await peak.end()), 5);
  });
});
