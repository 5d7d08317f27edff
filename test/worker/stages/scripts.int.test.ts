import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { withKey } from "../../../worker/contract/keys";
import { attemptFolder, scriptUnderItsName } from "../../../worker/engines/program/attempt-script";
import { requestOf } from "../../../worker/stages/run-request";
import { prepare } from "../../../worker/stages/prepare";
import { Scripts } from "../../../worker/stages/scripts";
import { makeS3Client } from "../../../worker/storage/s3-client";
import { S3Store } from "../../../worker/storage/s3-store";
import { type Store } from "../../../worker/storage/store";
import { scriptKey } from "../../../worker/contract/keys";
import { EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";
import { startEmulator } from "../../helpers/emulator";
import { StageBench } from "../../helpers/stage-bench";
import { aJob, SCRIPT, SCRIPT_SHA256 } from "../../helpers/worker-bench";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

for (const kind of ["a folder", "S3"] as const) {
  describe(`a script and the files beside it, from ${kind}`, () => {
    let bench: StageBench;
    let folder: string;
    let outputs: Store;
    let end: () => Promise<unknown> = async () => undefined;
    beforeEach(async () => {
      bench = await StageBench.make();
      folder = await mkdtemp(join(tmpdir(), "dfiji-scripts-"));
      outputs = bench.outputs;
      if (kind === "a folder") return;
      Object.assign(process.env, EMULATOR_ENVIRONMENT);
      const emulator = await startEmulator();
      emulator.makeBucket("results");
      const client = makeS3Client({ endpoint: emulator.endpoint });
      outputs = new S3Store({ client, bucket: "results", prefix: "out/", headFirst: true });
      await outputs.putText(scriptKey("", SCRIPT_SHA256), SCRIPT);
      end = () => emulator.stop().finally(() => client.destroy());
    });
    afterEach(async () => {
      await end();
      await bench.end();
      await rm(folder, { recursive: true });
    });

    const deps = () => ({ ...bench.deps(), outputs, scripts: new Scripts(outputs, join(folder, "scripts")) });
    const withFiles = async (files: Readonly<Record<string, string>>) => {
      for (const text of Object.values(files)) await outputs.putText(withKey("", digest(text)), text);
      return aJob("A1", { with: Object.entries(files).map(([path, text]) => ({ path, sha256: digest(text) })) });
    };

    it("are in one folder, which has the script's name, under their paths", async () => {
      const files = { "helper.ijm": "print(2);", "lut/fire.lut": "2", "lut/same.lut": "2" };
      const active = bench.activeJob(await withFiles(files));
      assert.deepEqual(await prepare(active, deps()), { next: "run" });
      const request = requestOf(active, bench.deps().settings);
      const path = (await scriptUnderItsName(request)) ?? "";
      assert.equal(relative(attemptFolder(request), path), join("script", "count", "count.ijm"));
      assert.equal(await readFile(path, "utf8"), SCRIPT);
      for (const [name, text] of Object.entries(files))
        assert.equal(await readFile(join(dirname(path), name), "utf8"), text, name);
      assert.equal(basename(dirname(path)), "count");
    });

    it("fail the job when one of them is not there, or another than was submitted", async () => {
      const job = await withFiles({ "helper.ijm": "print(2);" });
      const key = withKey("", digest("print(2);"));
      await outputs.putText(key, "print(3);");
      await assert.rejects(prepare(bench.activeJob(job), deps()), {
        failure: "input-missing",
        message: `the file "helper.ijm" beside the script, "${key}" has the SHA-256 ${digest("print(3);")}: it was changed after submit`,
      });
      await outputs.remove(key);
      await assert.rejects(prepare(bench.activeJob(job), deps()), {
        failure: "input-missing",
        message: /^the file "helper\.ijm" beside the script, ".*" is not in /,
      });
    });
  });
}
