import assert from "node:assert/strict";
import fc from "fast-check";
import { diskProblems, rootGiBFor, tasksByDisk, volumeGiBFor } from "../../../policy/rules/disk";

const good = { tasksPerMachine: 16, diskGiBPerTask: 10, volumeGiB: 165, rootGiB: 30, imageGiB: 3 };

describe("disk rule", () => {
  it("lets 16 tasks of 10 GiB share a volume of 165 GiB, as in the worked example", () => {
    assert.equal(tasksByDisk(165, 10), 16);
    assert.equal(volumeGiBFor(16, 10), 162);
    assert.deepEqual(diskProblems(good), []);
  });

  it("takes a volume that is exactly large enough", () => {
    assert.equal(volumeGiBFor(10, 9.9), 100);
    assert.equal(tasksByDisk(100, 9.9), 10);
    assert.deepEqual(diskProblems({ ...good, volumeGiB: 162 }), []);
    assert.deepEqual(diskProblems({ ...good, rootGiB: 14 }), []);
  });

  it("counts no disk for tasks that write nothing", () => {
    assert.equal(tasksByDisk(10, 0), Infinity);
    assert.deepEqual(diskProblems({ ...good, diskGiBPerTask: 0, volumeGiB: 0 }), []);
  });

  it("refuses a data volume without room for the file system", () => {
    assert.deepEqual(diskProblems({ ...good, volumeGiB: 161 }), [
      "16 tasks × 10 GiB do not fit a data volume of 161 GiB (1 % is the file system's); raise volumeGiB to 162 or lower diskGiBPerTask from 10 to 9.96",
    ]);
  });

  it("refuses a root volume without room for two images", () => {
    assert.deepEqual(diskProblems({ ...good, rootGiB: 13 }), [
      "root volume of 13 GiB: an image of 3 GiB needs 14 GiB (twice its size + 8); raise rootGiB to 14",
    ]);
  });

  it("asks for the sum where one volume holds both", () => {
    assert.deepEqual(diskProblems({ ...good, volumeGiB: undefined, rootGiB: 175 }), [
      "one volume of 175 GiB for system and work files: an image of 3 GiB needs 14 GiB (twice its size + 8) and 16 tasks × 10 GiB need 162 GiB; raise rootGiB to 176, or add a data volume (volumeGiB 162)",
    ]);
    assert.deepEqual(diskProblems({ ...good, volumeGiB: undefined, rootGiB: 176 }), []);
  });

  it("refuses what is no number", () => {
    const [volume = "", ...moreOfVolume] = diskProblems({ ...good, volumeGiB: NaN });
    assert.match(volume, /do not fit a data volume of NaN GiB .*; raise volumeGiB to 162$/);
    const [root = "", ...moreOfRoot] = diskProblems({ ...good, rootGiB: NaN });
    assert.match(root, /^root volume of NaN GiB: .*; raise rootGiB to 14$/);
    assert.deepEqual([moreOfVolume, moreOfRoot], [[], []]);
  });

  it("asks for a volume that then takes the tasks, and for no GiB more", () => {
    const tasks = fc.integer({ min: 1, max: 500 });
    const tenths = fc.integer({ min: 1, max: 5000 }).map((value) => value / 10);
    fc.assert(
      fc.property(tasks, tenths, (count, gib) => {
        const volume = volumeGiBFor(count, gib);
        assert.ok(tasksByDisk(volume, gib) >= count);
        assert.ok(tasksByDisk(volume - 1, gib) < count);
        assert.deepEqual(diskProblems({ ...good, tasksPerMachine: count, diskGiBPerTask: gib, volumeGiB: volume }), []);
      }),
    );
  });

  it("takes the disk per task that its message names", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 20, max: 1000 }), (count, volume) => {
        const message = diskProblems({ ...good, tasksPerMachine: count, diskGiBPerTask: 999, volumeGiB: volume })[0];
        const lower = Number(/to ([\d.]+)$/u.exec(message ?? "")?.[1]);
        assert.ok(tasksByDisk(volume, lower) >= count, message);
      }),
    );
  });

  it("adds 8 GiB for the system to two images", () => {
    assert.equal(rootGiBFor(0), 8);
    assert.equal(rootGiBFor(2.3), 13);
  });
});
