import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseAttempt } from "../../worker/contract/attempt";
import { EVENTS } from "../../worker/contract/events";
import { type Job } from "../../worker/contract/job";
import { attemptsFolder, doneKey, scriptKey } from "../../worker/contract/keys";
import { parseMarker } from "../../worker/contract/marker";
import { type WorkerDeps } from "../../worker/stages/ports";
import { diskState, fullest } from "../../worker/host/disk";
import { CommandEngine } from "../../worker/engines/command/engine";
import { type Engine } from "../../worker/engines/engine";
import { ImagejEngine } from "../../worker/engines/imagej/engine";
import { FolderStore } from "../../worker/storage/folder-store";
import { makeS3Client } from "../../worker/storage/s3-client";
import { S3Store } from "../../worker/storage/s3-store";
import { type Store } from "../../worker/storage/store";
import { smallDisk, type SmallDisk } from "../helpers/small-disk";
import { aJob, WorkerBench } from "../helpers/worker-bench";
import { within } from "../helpers/within";

const DISK_MIB = 48;
const MIB = 2 ** 20;
const LITTLE = 64 * 1024;
let tests = 0;
const SCRIPT = `# a script of some size\n${"#\n".repeat(LITTLE)}`;
const SCRIPT_SHA256 = createHash("sha256").update(SCRIPT).digest("hex");

for (const kind of ["folders", "S3"] as const) {
  describe(`a disk that is full, results in ${kind}`, function () {
    this.timeout(60_000);
    let disk: SmallDisk;
    let outputDisk: SmallDisk;
    let bench: WorkerBench;
    let inputs: Store;
    let outputs: Store;
    before(async function () {
      const [work, output] = [await smallDisk(DISK_MIB), await smallDisk(DISK_MIB)];
      if (work === undefined || output === undefined) return this.skip();
      [disk, outputDisk] = [work, output];
    });
    after(async () => {
      await disk?.unmount();
      await outputDisk?.unmount();
    });
    beforeEach(async () => {
      bench = await WorkerBench.make();
      bench.workDir = join(disk.folder, "work");
      bench.outputDir = join(outputDisk.folder, `out-${++tests}`);
      if (kind === "folders") {
        [inputs, outputs] = [new FolderStore(bench.inputDir), new FolderStore(bench.outputDir)];
      } else {
        bench.emulator.makeBucket("lab");
        const client = makeS3Client({ endpoint: bench.emulator.endpoint });
        const storeBelow = (prefix: string) => new S3Store({ client, bucket: "lab", prefix, headFirst: true });
        [inputs, outputs] = [storeBelow("images/"), storeBelow("results/")];
      }
      await outputs.putText(scriptKey("", SCRIPT_SHA256), SCRIPT);
      await inputs.putText("a.tif", "x".repeat(MIB));
    });
    afterEach(async () => {
      await Promise.all([disk.free(), outputDisk.free(), rm(bench.outputDir, { recursive: true, force: true })]);
      await bench.stop();
    });

    const job = (text: string, more: Partial<Job> = {}): Job => {
      const command = ["/bin/sh", "-c", text, "sh", "{input}", "{output}"];
      return aJob("A1", {
        engine: "command",
        command,
        script: { name: "s.sh", sha256: SCRIPT_SHA256 },
        input: ["a.tif"],
        ...more,
      });
    };
    const copies = 'cat "$1/a.tif" >"$2/r"';
    const writeTooMuch = 'i=0; while [ $i -lt 60 ]; do cat "$1/a.tif" || exit 1; i=$((i+1)); done >"$2/r"';
    /** Real disks; the worker ends once the message has been answered. */
    const work = async (
      change: (deps: WorkerDeps) => WorkerDeps,
      engine: Engine = new CommandEngine(process.env, []),
    ) => {
      const stop = new AbortController();
      const ended = await bench.run(
        { DFIJI_ENGINE: engine instanceof CommandEngine ? "command" : "imagej", DFIJI_MAX_ATTEMPTS: 1 },
        {
          stop: stop.signal,
          change: (deps) => {
            const release: WorkerDeps["queue"]["release"] = async (message, seconds) => {
              await deps.queue.release(message, seconds);
              stop.abort();
            };
            return change({
              ...deps,
              ...{ inputs, outputs, engine },
              disk: async () =>
                fullest(
                  kind === "S3"
                    ? [await diskState(disk.folder)]
                    : [await diskState(disk.folder), await diskState(outputDisk.folder)],
                ),
              queue: within(deps.queue, { release }),
            });
          },
        },
      );
      return ended;
    };
    const records = async () => {
      const found = [];
      for await (const { key } of outputs.list(attemptsFolder(""))) {
        found.push(parseAttempt((await outputs.getText(key)) ?? "", key));
      }
      return found;
    };
    const marker = async () => {
      const text = await outputs.getText(doneKey("", "A1-00000000"));
      return text === undefined ? undefined : parseMarker(text, "marker");
    };
    /** Nothing was counted, nothing looks done, and with room the same message is done. */
    const isHandedBackAndDoneLater = async (reason: RegExp, hasRecord = true): Promise<void> => {
      const why = bench.logged(EVENTS.jobReleased).map((event) => String(event["why"]));
      assert.equal(why.length, 1, JSON.stringify(bench.events));
      assert.match(why[0] ?? "", /^disk-full: /);
      assert.match(why[0] ?? "", reason);
      assert.deepEqual([bench.logged(EVENTS.jobFailed), bench.dead, bench.waiting.length], [[], [], 1]);
      assert.equal(await marker(), undefined);
      assert.deepEqual(await readdir(bench.workDir), []);
      if (hasRecord) {
        const [record, ...others] = await records();
        assert.deepEqual([record?.class, record?.counted, others], ["disk-full", false, []]);
        assert.match(record?.advice ?? "", /free at least \d+ MiB more on the disk of \S+dfiji-disk-/);
      }
      await Promise.all([disk.free(), outputDisk.free()]);
      await bench.send(job(copies)); // the first message is delayed; its job is the same
      await work((deps) => deps);
      assert.equal((await marker())?.outputs[0]?.sizeBytes, MIB);
    };

    it("while inputs are fetched returns the job uncounted", async () => {
      await bench.send(job(copies));
      await work((deps) => {
        const fetch: Store["fetch"] = async (...args) => {
          await disk.fill(LITTLE);
          return inputs.fetch(...args);
        };
        return { ...deps, inputs: within(inputs, { fetch }) };
      });
      await isHandedBackAndDoneLater(/ENOSPC/);
    });

    it("while the script is fetched returns the job uncounted", async () => {
      await bench.send(job(copies));
      await work((deps) => {
        const fetch: Store["fetch"] = async (...args) => {
          await disk.fill(LITTLE);
          return outputs.fetch(...args);
        };
        return { ...deps, outputs: within(outputs, { fetch }) };
      });
      await isHandedBackAndDoneLater(/ENOSPC/);
    });

    it("when the engine makes its own files returns the job uncounted", async () => {
      await bench.send(job(copies));
      await work((deps) => {
        const open: WorkerDeps["engine"]["open"] = async (settings) => {
          const copy = await deps.engine.open(settings);
          const run: typeof copy.run = async (...args) => {
            await disk.fill(LITTLE);
            return copy.run(...args);
          };
          return within(copy, { run });
        };
        return { ...deps, engine: { open } };
      });
      await isHandedBackAndDoneLater(/ENOSPC/);
    });

    it("of which the script says that it is full is not the script's failure", async () => {
      await bench.send(job(writeTooMuch));
      await work((deps) => deps);
      await isHandedBackAndDoneLater(/the disk was full during the run: .*No space left on device/);
    });

    it("that the script does not notice makes no result: its files are cut", async () => {
      await bench.send(job(`(${writeTooMuch}) 2>/dev/null; exit 0`));
      await work((deps) => deps);
      await isHandedBackAndDoneLater(/the disk was full at the end of the run, so its files may be cut/);
    });

    if (kind === "S3") return;

    for (const [title, macro] of [
      ["an image", 'newImage("a", "8-bit random", 3000, 3000, 1); saveAs("Tiff", output + "/a.tif");'],
      [
        "a table, of which ImageJ itself says nothing",
        'for (i = 0; i < 600000; i++) setResult("Value", i, i); saveAs("Results", output + "/r.csv");',
      ],
    ] as const) {
      it(`while ImageJ writes ${title} returns the job uncounted`, async function () {
        this.timeout(240_000); // the first start builds the Java host
        const text = `#@ File(style="directory") output\n${macro}\n`;
        const sha256 = createHash("sha256").update(text).digest("hex");
        await outputs.putText(scriptKey("", sha256), text);
        await bench.send(aJob("A1", { script: { name: "m.ijm", sha256 } }));
        await disk.fill(5 * MIB); // above the reserve
        await work((deps) => {
          const settings = { ...deps.settings, display: "none" as const };
          return { ...deps, settings };
        }, new ImagejEngine(process.env));
        const [record] = await records();
        console.log(`      ${record?.reason}`);
        assert.deepEqual([record?.class, record?.counted, bench.waiting.length], ["disk-full", false, 1]);
        assert.equal(await marker(), undefined);
      });
    }

    it("while results are copied to it returns the job uncounted, and leaves no half file there", async () => {
      await bench.send(job(copies));
      await work((deps) => {
        const put: Store["put"] = async (path, key, signal) => {
          await outputDisk.fill(LITTLE);
          return outputs.put(path, key, signal);
        };
        return { ...deps, outputs: within(outputs, { put }) };
      });
      const left = await readdir(join(bench.outputDir, "A1")).catch(() => []);
      assert.deepEqual(left, []);
      await isHandedBackAndDoneLater(/ENOSPC/);
    });

    it("when the marker is written leaves no marker, and the job is returned to the queue uncounted", async () => {
      await bench.send(job(copies));
      await work((deps) => {
        const putTextIfAbsent: Store["putTextIfAbsent"] = async (...args) => {
          await outputDisk.fill(0);
          return outputs.putTextIfAbsent(...args);
        };
        // nothing is tried on the output's disk: such a file that goes after the filling would leave room for a marker
        return { ...deps, outputs: within(outputs, { putTextIfAbsent }), disk: () => diskState(disk.folder) };
      });
      const done = await readdir(join(bench.outputDir, ".dfiji/done")).catch(() => []);
      assert.deepEqual(done, []);
      await isHandedBackAndDoneLater(/ENOSPC/, false); // its record found no room either
    });
  });
}
