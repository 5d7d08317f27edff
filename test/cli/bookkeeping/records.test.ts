import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { lockFolder } from "../../../cli/bookkeeping/output-lock";
import { readDeployment } from "../../../cli/bookkeeping/deployment";
import { main } from "../../../cli/main";
import { type CliError } from "../../../cli/shared/exit";
import { UnsafePathError } from "../../../worker/host/safe-files";
import { FakeIo } from "../../helpers/cli-io";
import { leaveDone, leaveFailed } from "../../helpers/fake-results";

/** How a record can be bad, and what is said of it. */
const BAD: readonly (readonly [what: string, make: (path: string) => Promise<void>, said: RegExp])[] = [
  ["cut short", (path) => writeFile(path, '{"v":1,"jobId":"B-0'), /is not an? .*: Unterminated string in JSON/],
  ["empty", (path) => writeFile(path, ""), /is not an? .*: Unexpected end of JSON input/],
  ["of a later version", (path) => writeFile(path, '{"v":2}'), /is not an? .*: v: Invalid input: expected 1/],
  ["wrong in many places", (path) => writeFile(path, JSON.stringify({ v: 1, roots: [1, 2], logTail: [3] })), /more$/],
  ["a link to a file", (path) => symlink("/etc/passwd", path), /is a link: remove it$/],
  ["larger than 16 MiB", (path) => sparse(path, 2 ** 24 + 1), /has 16777217 bytes; at most 16777216 are read$/],
];

async function sparse(path: string, sizeBytes: number): Promise<void> {
  await writeFile(path, "");
  await truncate(path, sizeBytes);
}

describe("one bad file in a results folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-records-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const call = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main([...args, "--output", folder], io);
    return { code, out: io.out.join("\n"), err: io.err };
  };
  const pathOf = async (name: string): Promise<string> => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    return join(folder, name);
  };

  for (const [what, make, said] of BAD) {
    for (const name of [".dfiji/submissions/s0.json", ".dfiji/attempts/B-00000000/m-1.json"]) {
      it(`${name}, ${what}, is named and left out by status and failures, which show the others`, async () => {
        await make(await pathOf(name));
        await leaveFailed(folder, "A");
        const status = await call("status");
        const failures = await call("failures");
        assert.deepEqual([status.code, failures.code], [0, 0]);
        assert.match(status.out, /^failed {3}1$/m);
        assert.match(failures.out, /^A {2}script-error, line 12$/m);
        for (const { err } of [status, failures]) {
          assert.equal(err.length, 1, err.join("\n"));
          assert.match(err[0] ?? "", said);
          assert.ok(err[0]?.startsWith("left out: ") && err[0].includes(name), err[0]);
        }
      });
    }

    if (what === "larger than 16 MiB") continue; // a marker of 100,000 results has about 20 MB
    it(`a marker, ${what}, is named and left out by collect, which counts it and ends with 1`, async () => {
      await leaveDone(folder, "A", { "t.csv": "x\n1\n" });
      await make(await pathOf(".dfiji/done/B-00000000.json"));
      const { code, out, err } = await call("collect", "t.csv");
      assert.equal(code, 1);
      assert.equal(out, "Name,x\nA,1");
      assert.equal(err.length, 3, err.join("\n"));
      assert.match(err[0] ?? "", said);
      assert.match(err[0] ?? "", /^left out: .*\.dfiji\/done\/B-00000000\.json/);
      assert.deepEqual(err.slice(1), ["1 of 2 jobs are left out of the table: run them again", "1 row of 1 job"]);
    });
  }

  for (const text of ["", "{", '{"v":1,"jobId":"B-0', "\0\0\0\0", '{"v":2}']) {
    it(`a marker with the text ${JSON.stringify(text)} is named by status, which does not count it as done`, async () => {
      await leaveDone(folder, "A", { "t.csv": "x\n1\n" });
      await writeFile(await pathOf(".dfiji/done/B-00000000.json"), text);
      const { code, out, err } = await call("status");
      assert.equal(code, 0);
      assert.match(out, /^done {5}1$/m);
      assert.match(err.join("\n"), /^left out: .*\.dfiji\/done\/B-00000000\.json is not a done marker/);
    });
  }

  it("a submission that collect cannot read ends it with 1, since its jobs may lie elsewhere", async () => {
    await leaveDone(folder, "A", { "t.csv": "x\n1\n" });
    await writeFile(await pathOf(".dfiji/submissions/s0.json"), "{");
    const { code, out, err } = await call("collect", "t.csv");
    assert.deepEqual([code, out], [1, "Name,x\nA,1"]);
    assert.match(err.at(-2) ?? "", /jobs of the submissions that were left out may be missing in the table/);
  });

  it("a submission under another's name is left out", async () => {
    const other = { v: 1, submission: "s9", createdAt: "x", roots: [""], count: 1, planSha256: "x" };
    await writeFile(
      await pathOf(".dfiji/submissions/s0.json"),
      JSON.stringify({ ...other, queued: 1, complete: true }),
    );
    const { out, err } = await call("status");
    assert.doesNotMatch(out, /newest submission/);
    assert.match(err.join("\n"), /s0\.json is not a submission: the name in it is "s9"/);
  });

  it("a folder of records that is a link is not followed", async () => {
    await leaveFailed(join(folder, "elsewhere"), "A");
    await mkdir(join(folder, ".dfiji"));
    await symlink(join(folder, "elsewhere/.dfiji/attempts"), join(folder, ".dfiji/attempts"));
    const { out, err } = await call("status");
    assert.match(out, /^failed {3}0$/m);
    assert.match(err.join("\n"), /^left out: .*\.dfiji\/attempts is a link: results are never read through links/);
  });

  it("a table behind a link is refused by collect, also where a folder on the way is one", async () => {
    await leaveDone(folder, "A", { "t.csv": "x\n1\n" });
    await rm(join(folder, "A/t.csv"));
    await symlink("/etc/passwd", join(folder, "A/t.csv"));
    assert.match((await call("collect", "t.csv")).err.join("\n"), /A\/t\.csv is a link: remove it/);
    await mkdir(join(folder, "elsewhere"));
    await writeFile(join(folder, "elsewhere/t.csv"), "x\n2\n");
    await rm(join(folder, "A"), { recursive: true });
    await symlink(join(folder, "elsewhere"), join(folder, "A"));
    const { code, out, err } = await call("collect", "t.csv");
    assert.deepEqual([code, out], [3, ""]);
    assert.match(err.join("\n"), /A is a link: results are never read through links; remove it/);
  });

  it("a lock or a progress that is a link to an endless device, a pipe or too large is an error that names it", async () => {
    const lock = await pathOf(".dfiji/lock");
    await symlink("/dev/zero", lock);
    const { code, err } = await call("status");
    assert.deepEqual([code, err], [3, [`dfiji: ${lock} is a link: remove it`]]);
    await assert.rejects(lockFolder(folder), UnsafePathError);
    await rm(lock);
    execFileSync("mkfifo", [lock]);
    assert.match((await call("status")).err.join("\n"), /lock is no regular file: remove it/);
    await rm(lock);
    await sparse(lock, 100_000);
    assert.match((await call("status")).err.join("\n"), /lock has 100000 bytes; at most 65536 are read/);
    await writeFile(lock, JSON.stringify({ pid: 1, host: "another" }));
    await symlink("/dev/zero", join(folder, ".dfiji/progress.json"));
    const running = await call("status");
    assert.match(running.out, /a run is active: process 1 on another, since \?/);
    assert.match(running.err.join("\n"), /^left out: .*progress\.json is a link: remove it$/);
  });

  it("a deployment may be a link of the user's own, and no pipe, device, folder or large file", async () => {
    const refused = (name: string, message: RegExp) =>
      assert.rejects(readDeployment(name, { cwd: folder, stderr: () => undefined }), (error: CliError) => {
        assert.equal(error.exitCode, 2);
        assert.match(error.message, message);
        return true;
      });
    await writeFile(join(folder, "d.json"), "{}");
    await symlink(join(folder, "d.json"), join(folder, "link.json"));
    await refused("link.json", /link\.json is not a deployment/); // it was read
    execFileSync("mkfifo", [join(folder, "pipe")]);
    await sparse(join(folder, "large"), 2 ** 20 + 1);
    await refused("pipe", /pipe: it is a pipe or a device, not a regular file$/);
    await refused("/dev/zero", /it is a pipe or a device, not a regular file$/);
    await refused(".", /it is a folder, not a regular file$/);
    await refused("large", /it has 1048577 bytes; at most 1048576 \(1 MiB\) are read$/);
    await refused("absent.json", /absent\.json does not exist$/);
  });
});
