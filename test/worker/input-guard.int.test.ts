import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type WorkerEnv } from "../../worker/contract/env";
import { type Job } from "../../worker/contract/job";
import { makeS3Client } from "../../worker/storage/s3-client";
import { S3Store } from "../../worker/storage/s3-store";
import { type RunRequest } from "../../worker/engines/engine";
import { FakeEngine } from "../helpers/fake-engine";
import { aJob, WorkerBench } from "../helpers/worker-bench";

/** As root writes, whatever a file's rights are. */
function overwrite(path: string, text: string): void {
  chmodSync(path, 0o600);
  writeFileSync(path, text);
}

describe("the inputs of a job", () => {
  let bench: WorkerBench;
  beforeEach(async () => {
    bench = await WorkerBench.make();
    for (const name of ["a.tif", "b.tif"]) await bench.input(`P1/${name}`, "image");
  });
  afterEach(() => bench.stop());

  /** What the script does in its input folder; each run also writes its results. */
  const doing = (act: (inputFolder: string, request: RunRequest) => void): void => {
    bench.engine = new FakeEngine((request) => {
      act(request.inputFolder, request);
      return { write: { "result.csv": "1" } };
    });
  };
  const original = (name: string): string => readFileSync(join(bench.inputDir, "P1", name), "utf8");
  const once = { DFIJI_MAX_ATTEMPTS: 1 };
  const reasons = async (): Promise<readonly (readonly [string, string])[]> =>
    (await bench.attempts()).map((attempt) => [attempt.class, attempt.reason]);

  const table: readonly [title: string, act: (folder: string) => void, reason: string | undefined][] = [
    ["reads them", (folder) => readFileSync(join(folder, "a.tif")), undefined],
    [
      "writes and removes a file beside them",
      (folder) => {
        writeFileSync(join(folder, "temporary"), "");
        rmSync(join(folder, "temporary"));
      },
      undefined,
    ],
    [
      "writes a table beside them",
      (folder) => writeFileSync(join(folder, "cells.csv"), ""),
      'the script wrote cells.csv in its input folder, from which nothing is kept: write below `output`, for example saveAs("Results", output + File.separator + "cells.csv");',
    ],
    [
      "writes many files into a folder beside them",
      (folder) => {
        mkdirSync(join(folder, "masks"));
        for (const name of ["1", "2", "3", "4", "5"]) writeFileSync(join(folder, "masks", `${name}.roi`), "");
      },
      'the script wrote masks/1.roi, masks/2.roi, masks/3.roi and 2 more in its input folder, from which nothing is kept: write below `output`, for example output + File.separator + "1.roi"',
    ],
    [
      "writes into the folder above them",
      (folder) => writeFileSync(join(folder, "..", "x.png"), ""),
      'the script wrote NAME/x.png in its input folder, from which nothing is kept: write below `output`, for example saveAs("PNG", output + File.separator + "x.png");',
    ],
    [
      "saves over one",
      (folder) => overwrite(join(folder, "a.tif"), "inverted"),
      'the script changed a.tif in its input folder, from which nothing is kept: write below `output`, for example saveAs("Tiff", output + File.separator + "a.tif");',
    ],
    [
      "removes one",
      (folder) => rmSync(join(folder, "b.tif")),
      "the script removed b.tif in its input folder, from which nothing is kept: leave it as it is",
    ],
    [
      "renames one",
      (folder) => renameSync(join(folder, "b.tif"), join(folder, "c.tif")),
      'the script wrote c.tif and removed b.tif in its input folder, from which nothing is kept: write below `output`, for example saveAs("Tiff", output + File.separator + "c.tif");',
    ],
  ];
  for (const kind of ["a folder", "S3"] as const) {
    for (const [title, act, reason] of table) {
      it(`are copies, from ${kind}: a script that ${title} ${reason === undefined ? "is done" : "fails"}`, async () => {
        const client = makeS3Client({ endpoint: bench.emulator.endpoint });
        const store = new S3Store({ client, bucket: "images", prefix: "raw/", headFirst: true });
        if (kind === "S3") {
          bench.emulator.makeBucket("images");
          for (const name of ["a.tif", "b.tif"]) await store.putText(`P1/${name}`, "image");
        }
        doing(act);
        await bench.send(aJob("A1", { input: ["P1/"] }));
        await bench.run(once, kind === "S3" ? { change: (deps) => ({ ...deps, inputs: store }) } : {});
        client.destroy();
        const expected = reason?.replace("NAME", kind === "S3" ? "raw" : "in");
        assert.deepEqual(await reasons(), expected === undefined ? [] : [["script-error", expected]]);
        assert.equal((await bench.marker("A1-00000000")) !== undefined, reason === undefined);
        assert.deepEqual([original("a.tif"), original("b.tif")], ["image", "image"]);
      });
    }
  }

  it("are copies that only root can write", async () => {
    let mode = 0;
    doing((folder) => (mode = statSync(join(folder, "a.tif")).mode & 0o777));
    await bench.send(aJob("A1", { input: ["P1/"] }));
    await bench.run(once);
    assert.equal(mode, 0o400);
  });

  const mount = { parameters: { image: "/home/ubuntu/bucket/P1/a.tif" }, input: ["P1/b.tif"] };
  const own: readonly [title: string, job: Partial<Job>, env: Partial<WorkerEnv>, path: (folder: string) => string][] =
    [
      ["has no `input`", { input: [] }, {}, (folder) => join(folder, "P1", "a.tif")],
      ["reads them in place", { input: ["P1/"] }, { DFIJI_IN_PLACE: true }, (folder) => join(folder, "a.tif")],
      ["has their path as a value", mount, {}, () => join(bench.inputDir, "P1", "a.tif")],
    ];
  for (const [title, job, env, path] of own) {
    it(`are the user's own where a job ${title}: when one is changed the run stops`, async () => {
      doing((folder) => writeFileSync(path(folder), "inverted"));
      await bench.send(aJob("A1", job), aJob("A2", job), aJob("A3", job));
      const end = await bench.run({ ...once, ...env });
      assert.equal(end.why, "fault");
      const changed = `while this job ran, its script or another program changed ${join(bench.inputDir, "P1/a.tif")}: these are your own files, no copies, so the run stops`;
      assert.equal(end.why === "fault" ? end.reason : "", `A1: ${changed}`);
      assert.deepEqual(await reasons(), [["script-error", changed]]);
      assert.deepEqual([bench.engine.ran.length, bench.waiting.length], [1, 2]);
    });

    it(`are the user's own where a job ${title}: that is found out after a failed run, too`, async () => {
      bench.engine = new FakeEngine(({ inputFolder }) => {
        rmSync(path(inputFolder));
        return { fail: { class: "script-error", reason: "line 3", line: 3 } };
      });
      await bench.send(aJob("A1", job));
      const end = await bench.run({ ...once, ...env });
      const isLink = env.DFIJI_IN_PLACE === true; // only that is gone
      assert.equal(end.why, isLink ? "queue empty" : "fault");
      assert.equal(existsSync(join(bench.inputDir, "P1/a.tif")), isLink);
      assert.match((await reasons())[0]?.[1] ?? "", isLink ? /^line 3$/ : /another program removed .*P1\/a\.tif/);
    });

    it(`are the user's own where a job ${title}: a job that leaves them alone is done`, async () => {
      doing((folder) => void readFileSync(path(folder)));
      await bench.send(aJob("A1", job), aJob("A2", job));
      const end = await bench.run({ ...once, DOCKER_CORES: 2, ...env });
      assert.deepEqual([end.why, await reasons(), bench.engine.ran.length], ["queue empty", [], 2]);
    });
  }

  for (const [title, job, env] of [
    ["has no `input`", {}, {}],
    ["reads them in place", { input: ["linked/"] }, { DFIJI_IN_PLACE: true }],
  ] as const) {
    it(`are compared where a read-only mount does not reach, where a job ${title}: behind links out of their folder`, async () => {
      mkdirSync(join(bench.root, "elsewhere"));
      const file = join(bench.root, "elsewhere", "a.tif");
      writeFileSync(file, "image");
      symlinkSync(join(bench.root, "elsewhere"), join(bench.inputDir, "linked"));
      doing(() => writeFileSync(file, "inverted"));
      await bench.send(aJob("A1", job));
      const end = await bench.run({ ...once, DFIJI_READ_ONLY_INPUTS: true, ...env });
      assert.equal(end.why, "fault");
      assert.match(
        (await reasons())[0]?.[1] ?? "",
        /another program changed .*\/in\/linked\/a\.tif: these are your own/,
      );
      const [prefix = []] = bench.engine.copies.map(({ settings }) => settings.prefix);
      assert.equal(prefix[0], "unshare");
      assert.ok(prefix.includes(bench.inputDir));
    });
  }

  it("are the user's own without `input`: a new file among them fails the job, and the run continues", async () => {
    doing((folder) => writeFileSync(join(folder, "P1", "new.csv"), ""));
    await bench.send(aJob("A1"));
    assert.equal((await bench.run(once)).why, "queue empty");
    const path = join(bench.inputDir, "P1/new.csv");
    const reason = `while this job ran, its script or another program wrote ${path} among your own files`;
    assert.deepEqual(await reasons(), [["script-error", reason]]);
  });

  it("are the user's own without `input`: results that come into being below them are no change", async () => {
    bench.outputDir = join(bench.inputDir, "results");
    await bench.storeScript();
    doing(() => undefined);
    await bench.send(aJob("A1"), aJob("A2"));
    const end = await bench.run({ ...once, DOCKER_CORES: 2 });
    assert.deepEqual([end.why, await reasons(), bench.engine.ran.length], ["queue empty", [], 2]);
  });
});
