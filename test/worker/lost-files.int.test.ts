import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Job } from "../../worker/contract/job";
import { scriptKey, withKey } from "../../worker/contract/keys";
import { ImagejEngine } from "../../worker/engines/imagej/engine";
import { makeS3Client } from "../../worker/storage/s3-client";
import { S3Store } from "../../worker/storage/s3-store";
import { aJob, WorkerBench } from "../helpers/worker-bench";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const GOOD = 'File.saveString("1", output + "/good.csv");';
const PARAMETERS = '#@ File (style="directory") input\n#@ File (style="directory") output\n';

/** Reasons as a person reads them: `IMAGES` is the folder or bucket of the images. */
const table: readonly [
  title: string,
  macro: string,
  reason: string | undefined,
  line?: number | undefined,
  job?: Partial<Job>,
][] = [
  ["saves its result", GOOD, undefined],
  ["writes through the folder `output` of the working folder", 'File.saveString("1", "output/a.csv");', undefined],
  [
    "writes its argument into the folder of a parameter by another name",
    '#@ File (style="directory") outDir\n#@ File (style="directory") imageFolder\nlist = getFileList(imageFolder); File.saveString(getArgument() + list[0], outDir + "/argument.txt");',
    undefined,
    undefined,
    { argument: "sigma=2 ", parameters: { outDir: "{output}", imageFolder: "{input}" } },
  ],
  ["reads the text beside it without its folder", `${GOOD} x = File.openAsString("sizes.txt");`, undefined],
  [
    "writes into the working folder",
    `${GOOD} File.saveString("1", "cells.csv"); File.saveString("1", "b.csv");`,
    'the script wrote b.csv and 1 more into its working folder, from which nothing is kept: write below `output`, for example saveAs("Results", output + File.separator + "b.csv");',
  ],
  [
    "forgets the separator",
    `${GOOD} newImage("a", "8-bit", 9, 9, 1); saveAs("Tiff", output + "a.tif");`,
    'the script wrote outputa.tif beside its output folder, from which nothing is kept: a separator is missing before "a.tif": write saveAs("Tiff", output + File.separator + "a.tif");',
  ],
  ["names an image that is not there", 'x = 1;\nopen(input + "/b.tif");', "File not found: b.tif", 4],
  [
    "opens a damaged image",
    'open(input + "/a.tif");\nrun("Invert");',
    "open() of IMAGES/P1/a.tif in line 3 gave no image: There are no images open",
    4,
  ],
  ["misspells a function", "x = 1;\n\nopn(3);", "Undefined identifier `opn`", 5],
];

for (const kind of ["a folder", "S3"] as const) {
  describe(`a macro that ends in the worker, with images from ${kind}, ${kind === "S3" ? "with a display where one can be made" : "without a display"}`, function () {
    this.timeout(240_000); // the first one builds ImageJ's host by Maven
    let bench: WorkerBench;
    let end: () => void = () => undefined;
    let store: S3Store;
    const script = (macro: string): string => PARAMETERS + macro;
    const jobOf = (macro: string, name: string, job: Partial<Job> = {}): Job =>
      aJob(name, {
        script: { name: "count.ijm", sha256: sha256(script(macro)) },
        with: [{ path: "sizes.txt", sha256: sha256("3 4") }],
        input: ["P1/"],
        ...job,
      });

    before(async () => {
      bench = await WorkerBench.make();
      await bench.input("P1/a.tif", "II*\0\uFFFF\0\0\0");
      await bench.outputs.putText(withKey("", sha256("3 4")), "3 4");
      for (const [, macro] of table) await bench.outputs.putText(scriptKey("", sha256(script(macro))), script(macro));
      const client = makeS3Client({ endpoint: bench.emulator.endpoint });
      end = () => client.destroy();
      bench.emulator.makeBucket("images");
      store = new S3Store({ client, bucket: "images", prefix: "raw/", headFirst: true });
      await store.putText("P1/a.tif", "II*\0\uFFFF\0\0\0");
      await bench.send(...table.map(([, macro, , , job], i) => jobOf(macro, `J${i}`, job)));
      const engine = new ImagejEngine(process.env);
      const env = { DFIJI_MAX_ATTEMPTS: 1, MEMORY: 2000 };
      if (kind === "S3") await bench.run(env, { change: (deps) => ({ ...deps, engine, inputs: store }) });
      else await bench.run({ ...env, DFIJI_DISPLAY: "none" }, { change: (deps) => ({ ...deps, engine }) });
    });
    after(async () => {
      end();
      await bench.stop();
    });

    table.forEach(([title, , reason, line], i) => {
      it(`${reason === undefined ? "is done" : "fails in the user's words"} when it ${title}`, async () => {
        const attempt = (await bench.attempts()).find(({ jobId }) => jobId === `J${i}-00000000`);
        const marker = await bench.marker(`J${i}-00000000`);
        assert.equal(attempt?.reason, reason?.replace("IMAGES", kind === "S3" ? "s3://images/raw" : bench.inputDir));
        assert.equal(attempt?.line, line);
        assert.equal(marker === undefined, reason !== undefined);
      });
    });

    it("keeps what is written through the folder `output`, or a parameter that is it", async () => {
      assert.equal(await readFile(join(bench.outputDir, "J1", "a.csv"), "utf8"), "1");
      assert.equal(await readFile(join(bench.outputDir, "J2", "argument.txt"), "utf8"), "sigma=2 a.tif");
    });
  });
}
