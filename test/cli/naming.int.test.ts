import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { main } from "../../cli/main";
import { type Job, parseJob } from "../../worker/contract/job";
import { parseMarker } from "../../worker/contract/marker";
import { inputsOf } from "../../worker/stages/input-list";
import { planInputs } from "../../worker/stages/plan-inputs";
import { FolderStore } from "../../worker/storage/folder-store";
import { makeS3Client } from "../../worker/storage/s3-client";
import { S3Store } from "../../worker/storage/s3-store";
import { type Store } from "../../worker/storage/store";
import { EMULATOR_ENVIRONMENT } from "../helpers/aws-environment";
import { buildCli, runCli } from "../helpers/built-cli";
import { FakeIo } from "../helpers/cli-io";
import { type Emulator, startEmulator } from "../helpers/emulator";
import { restoreEnvironment } from "../helpers/restore-environment";

const GUID = "836B1E2D-4B5A-6978-8796-A5B4C3D2E1F0";
const LONG = "x".repeat(200);
/** Behind a name that is not the text itself. */
const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 6);

interface Case {
  readonly what: string;
  readonly files: readonly string[];
  /** Job file without its command. */
  readonly job: object;
  readonly args?: readonly string[];
  /** Files of each job, by its name, joined by blanks in order. */
  readonly makes: Readonly<Record<string, string>>;
}

/** A file of the table: each makes the same jobs, with the same files, wherever it is. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  "patterns (1)": [
    {
      what: "a site is a whole number",
      files: ["f01.tif", "f02.tif", "f02_b.tif", "f10.tif", "f28.tif"],
      job: { groupsFrom: { pattern: "f{Site}*" } },
      makes: { "01": "f01.tif", "02": "f02.tif f02_b.tif", "10": "f10.tif", "28": "f28.tif" },
    },
    {
      what: "a plate's name has the separator",
      files: ["AssayPlate_7_A01_T0001.tif", "AssayPlate_7_A02_T0001.tif"],
      job: { groupsFrom: { pattern: "{Plate}_{Well}_T*" } },
      makes: { "AssayPlate_7-A01": "AssayPlate_7_A01_T0001.tif", "AssayPlate_7-A02": "AssayPlate_7_A02_T0001.tif" },
    },
    {
      what: "a channel of one character before an id",
      files: [`S_B10_s12_w1${GUID}.tif`, `S_B10_s12_w2${GUID}.tif`],
      job: { groupsFrom: { pattern: "{Plate}_{Well}_s{Site}_w{Channel:1}*" } },
      makes: { "S-B10-12-1": `S_B10_s12_w1${GUID}.tif`, "S-B10-12-2": `S_B10_s12_w2${GUID}.tif` },
    },
    {
      what: "types that are written out",
      files: ["DAPI1_a.tif", "DAPI2_a.tif", "GFP12_a.tif"],
      job: { groupsFrom: { pattern: "{Channel:letters}{N:digits}_*.tif" } },
      makes: { "DAPI-1": "DAPI1_a.tif", "DAPI-2": "DAPI2_a.tif", "GFP-12": "GFP12_a.tif" },
    },
    {
      what: "a key that stands twice",
      files: ["P_1/P_1_A01.tif", "P_1/P_2_A01.tif"],
      job: { groupsFrom: { pattern: "{Plate}/{Plate}_{Well}.tif" } },
      makes: { "P_1-A01": "P_1/P_1_A01.tif" },
    },
  ],
  "namings (2)": [
    {
      what: "harmony per well",
      files: ["P__x-Measurement 1/Images/r01c02f01p01-ch1sk1fk1fl1.tiff", "P__x-Measurement 1/Index.idx.xml"],
      job: { groupsFrom: { naming: "harmony", per: "well" } },
      makes: { "P-A02": "P__x-Measurement 1/Images/r01c02f01p01-ch1sk1fk1fl1.tiff" },
    },
    {
      what: "imagexpress per site, without thumbnails",
      files: [`S_B10_s1_w1${GUID}.tif`, `S_B10_s1_w2${GUID}.tif`, `S_B10_s1_w1_thumb${GUID}.tif`],
      job: { groupsFrom: { naming: "imagexpress", per: "site" } },
      makes: { "S-B10-1": `S_B10_s1_w1${GUID}.tif S_B10_s1_w2${GUID}.tif` },
    },
    {
      what: "incell per image",
      files: ["A - 1(fld 1 wv FITC - FITC).tif", "plate.xdce"],
      job: { groupsFrom: { naming: "incell", per: "image" } },
      makes: { [`A01-1-FITC_-_FITC-${hash("A01-1-FITC - FITC")}`]: "A - 1(fld 1 wv FITC - FITC).tif" },
    },
    {
      what: "micromanager per image: a data set of several files is one job",
      files: ["n/x_NDTiffStack.tif", "n/x_NDTiffStack_1.tif", "n/NDTiff.index", "n/Downsampled_x2/a.tif"],
      job: { groupsFrom: { naming: "micromanager", per: "image" } },
      makes: { "n-x": "n/NDTiff.index n/x_NDTiffStack.tif n/x_NDTiffStack_1.tif" },
    },
    {
      what: "opera-flex per plate",
      files: ["P1/001001000.flex", "P2/001001000.flex", "P2/run.mea"],
      job: { groupsFrom: { naming: "opera-flex", per: "plate" } },
      makes: { P1: "P1/001001000.flex", P2: "P2/001001000.flex" },
    },
    {
      what: "cellvoyager per site of 240 files, whose list is stored",
      files: Array.from({ length: 240 }, (_, z) => `P_A01_T0001F001L01A01Z${String(z + 1).padStart(3, "0")}C01.tif`),
      job: { groupsFrom: { naming: "cellvoyager" } },
      makes: {
        "P-A01-001": Array.from(
          { length: 240 },
          (_, z) => `P_A01_T0001F001L01A01Z${String(z + 1).padStart(3, "0")}C01.tif`,
        ).join(" "),
      },
    },
  ],
  "what is no image (3)": [
    {
      what: "files of operating systems",
      files: ["a.tif", "._a.tif", "__MACOSX/b.tif", "@eaDir/c.tif", "a_thumb.tif", "$RECYCLE.BIN/d.tif"],
      job: { groupsFrom: { pattern: "**/{Image:[a-z._]}.tif" } },
      makes: { a: "a.tif" },
    },
    {
      what: "results of a run",
      files: ["in/a.tif", "in/b.tif", "old/.dfiji/done/x.json", "old/a/overlay.tif"],
      job: { groups: [{ A: "1" }], input: "**/*.tif" },
      makes: { "1": "in/a.tif in/b.tif" },
    },
    {
      what: "the exclude of the job file, in any folder",
      files: ["P1/a.tif", "P1/a_mask.tif", "P1/old/b.tif", "c_mask.tif"],
      job: { groups: [{ A: "1" }], input: "P1/", exclude: ["*_mask.tif", "old/"] },
      makes: { "1": "P1/a.tif" },
    },
    {
      what: "--exclude",
      files: ["A01_1.tif", "A01_1_mask.tif", "A02_1.tif", "A02_1_mask.tif"],
      job: { groupsFrom: { pattern: "{Well}_{Site}*.tif" } },
      args: ["--exclude", "*_mask.tif"],
      makes: { "A01-1": "A01_1.tif", "A02-1": "A02_1.tif" },
    },
    {
      what: "but what a job names whole",
      files: ["a.tif", "a_mask.tif", "._b.tif"],
      job: { groups: [{ A: "1" }], input: ["*", "a_mask.tif", "._b.tif"] },
      args: ["--exclude", "*_mask.tif"],
      makes: { "1": "._b.tif a.tif a_mask.tif" },
    },
  ],
  "odd names (4)": [
    {
      what: "names that differ by case only",
      files: ["A.tif", "a.tif", "b.tif"],
      job: { groupsFrom: { pattern: "{Image}.tif" } },
      makes: { [`A-${hash("A")}`]: "A.tif", [`a-${hash("a")}`]: "a.tif", b: "b.tif" },
    },
    {
      what: "characters above U+FFFF",
      files: ["𠮷🔬.tif", "plain.tif"],
      job: { groupsFrom: { pattern: "{Image}.tif" } },
      makes: { [`_-${hash("𠮷🔬")}`]: "𠮷🔬.tif", plain: "plain.tif" },
    },
    {
      what: "umlauts, blanks, quotes and what globs are made of",
      files: ["größe (1) 'x'.tif", "a*b[c]?.tif"],
      job: { groupsFrom: { pattern: "{Image}.tif" } },
      makes: {
        [`gr_e_1_x_-${hash("größe (1) 'x'")}`]: "größe (1) 'x'.tif",
        [`a_b_c_-${hash("a*b[c]?")}`]: "a*b[c]?.tif",
      },
    },
    {
      what: "a name of 204 characters",
      files: [`${LONG}.tif`],
      job: { groupsFrom: { pattern: "{Image}.tif" } },
      makes: { [`${"x".repeat(93)}-${hash(LONG)}`]: `${LONG}.tif` },
    },
    {
      what: "group keys that are columns of ImageJ",
      files: ["1_2.tif"],
      job: { groupsFrom: { pattern: "{Row}_{Area}.tif" } },
      makes: { "1-2": "1_2.tif" },
    },
  ],
};

const BY_PATTERN = { groupsFrom: { pattern: "{Name}_{Site}.tif" } };
const BY_GLOB = { groups: [{ A: "1" }], input: "**" };
/** Names in Latin-1: their bytes, and how a message shows and repairs them. */
const BYTES: readonly (readonly [what: string, name: string, job: object, shown: string, meant: string])[] = [
  ["an image by a pattern", "caf\xe9_1.tif", BY_PATTERN, "caf\\xe9_1.tif", "café_1.tif"],
  ["an image by a glob", "\xfc_1.tif", BY_GLOB, "\\xfc_1.tif", "ü_1.tif"],
  ["a folder of images", "M\xfcller/A01_1.tif", BY_GLOB, "M\\xfcller/A01_1.tif", "Müller/A01_1.tif"],
  ["a part of it is UTF-8", "\xc3\xa9\xe9_1.tif", BY_PATTERN, "é\\xe9_1.tif", "éé_1.tif"],
  ["a sign of Windows-1252", "a\x80_1.tif", BY_PATTERN, "a\\x80_1.tif", "a€_1.tif"],
];

/** Job files of the table by a spreadsheet (5) make the same jobs, too. */
const LISTS: readonly (readonly [what: string, csv: Buffer, jobs: string])[] = [
  ["sep=;", Buffer.from("sep=;\r\nPlate;Well\r\nP1;A01\r\n"), "P1-A01"],
  ["comment lines", Buffer.from("# by hand\nPlate,Well\nP1,A01\nP1,A02\n"), "P1-A01 P1-A02"],
  ["a byte order mark", Buffer.from("\ufeffPlate,Well\nP1,A01\n"), "P1-A01"],
  ["Windows-1252", Buffer.from("Plate,Well\nSch\xe4fer,A01\n", "latin1"), "refused: CSV UTF-8"],
  ["a workbook", Buffer.from("PK\x03\x04\x14\0xl/workbook.xml"), "refused: CSV UTF-8"],
];

describe("files as microscopes and people leave them", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  let client: S3Client;
  let folder: string;
  let number = 0;
  let saved: NodeJS.ProcessEnv;
  before(async () => {
    saved = { ...process.env };
    await buildCli();
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    emulator = await startEmulator();
    client = makeS3Client({ endpoint: emulator.endpoint });
  });
  after(async () => {
    client.destroy();
    await emulator.stop();
    restoreEnvironment(saved);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-names-"));
    await mkdir(join(folder, "in"));
    number++;
    emulator.makeBucket(`names-${number}`);
    emulator.makeQueues(`names-${number}`);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const s3 = (prefix: string) => new S3Store({ client, bucket: `names-${number}`, prefix, headFirst: true });
  const leave = async (files: readonly string[]): Promise<void> => {
    for (const file of files) {
      await mkdir(dirname(join(folder, "in", file)), { recursive: true });
      await writeFile(join(folder, "in", file), "x");
      await client.send(new PutObjectCommand({ Bucket: `names-${number}`, Key: `in/${file}`, Body: "x" }));
    }
  };
  const call = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main(args, io);
    return { code, out: io.out, err: io.err.join("\n") };
  };
  const writeJob = (job: object) =>
    writeFile(
      join(folder, "job.json"),
      JSON.stringify({ ...job, command: ["sh", "-c", 'echo x > "$1/x"', "sh", "{output}"] }),
    );
  const engine = ["--engine", "command"];
  const jobsCall = (args: readonly string[] = []) =>
    call("jobs", "job.json", "--input", "in", "--json", ...engine, ...args);
  const submit = (args: readonly string[] = [], jobFile = ["job.json"]) =>
    call(
      ...["submit", ...jobFile, "--queue", `names-${number}`, "--dead-letter-queue", `names-${number}-dead`],
      ...["--bucket", `names-${number}`, "--input-prefix", "in/", "--output-prefix", "out/"],
      ...["--endpoint", emulator.endpoint, ...engine, ...args],
    );
  const local = (args: readonly string[] = []) =>
    runCli(
      [
        "local",
        "job.json",
        "--input",
        "in",
        "--output",
        "res",
        "--copies",
        "1",
        "--no-check-images",
        ...engine,
        ...args,
      ],
      { cwd: folder },
    );
  const sent = () => emulator.messagesIn(`names-${number}`).map(({ body }) => body);
  /** The files that a worker gives to each job. */
  const filesOf = async (jobs: readonly Job[], inputs: Store, outputs: Store) => {
    const found: Record<string, string> = {};
    for (const job of jobs) {
      const planned = await planInputs({ ...job, input: await inputsOf(job, outputs) }, inputs);
      found[job.name] = planned.files
        .map(({ object }) => object.key)
        .sort()
        .join(" ");
    }
    return found;
  };

  /** What the markers of a local run list. */
  const inputsOfRuns = async () => {
    const outputs = new FolderStore(join(folder, "res"));
    const found: Record<string, string> = {};
    for await (const { key } of outputs.list(".dfiji/done/")) {
      const { name, inputs } = parseMarker((await outputs.getText(key)) ?? "", key);
      found[name] = inputs
        .map((input) => input.key)
        .sort()
        .join(" ");
    }
    return found;
  };

  for (const [point, cases] of Object.entries(CASES)) {
    for (const { what, files, job, args, makes } of cases) {
      it(`make the same jobs on folders and S3: ${point}, ${what}`, async () => {
        await leave(files);
        await writeJob(job);
        const shown = await jobsCall(args);
        assert.equal(shown.code, 0, shown.err);
        const onFolders = shown.out.map((line) => parseJob(line));
        assert.deepEqual(await filesOf(onFolders, new FolderStore(join(folder, "in")), s3("out/")), makes);
        const ran = await local(args);
        assert.equal(ran.code, 0, ran.stderr);
        assert.deepEqual(await inputsOfRuns(), makes);
        const { code, err } = await submit(args);
        assert.equal(code, 0, err);
        const bodies = sent();
        assert.match(bodies.join(""), /^[\0-\x7f]*$/);
        const onS3 = bodies.map(parseJob);
        assert.deepEqual(await filesOf(onS3, s3("in/"), s3("out/")), makes);
        assert.deepEqual(onS3.map(({ jobId }) => jobId).sort(), onFolders.map(({ jobId }) => jobId).sort());
      });
    }
  }

  const calls: readonly (readonly [args: readonly string[], makes: string])[] = [
    [["--naming", "imagexpress", "--per", "plate"], "S"],
    [["--naming", "imagexpress", "--per", "well"], "S-A01 S-A02"],
    [["--naming", "imagexpress"], "S-A01-1 S-A01-2 S-A02-1"],
    [["--naming", "imagexpress", "--per", "image"], "S-A01-1-1 S-A01-2-1 S-A02-1-1"],
    [["--pattern", "{Plate}_{Well}_s{Site}_w*.tif"], "S-A01-1 S-A01-2 S-A02-1"],
    [["--naming", "leica", "--per", "well"], "refused: LAS X names no wells"],
    [["--naming", "harmony"], "refused: these are ImageXpress files"],
    [["--per", "well"], "refused: give"],
  ];
  for (const [args, makes] of calls) {
    it(`make the same jobs by ${args.join(" ")} on the command line`, async () => {
      await leave(["S_A01_s1_w1.tif", "S_A01_s2_w1.tif", "S_A02_s1_w1.tif"]);
      const command = ["--command", '["true"]', ...engine];
      const listed = await call("jobs", "--input", "in", "--json", ...args, ...command);
      const { code, err } = await submit([...args, ...command], []);
      const names = (lines: readonly string[]): string =>
        lines
          .map((line) => parseJob(line).name)
          .sort()
          .join(" ");
      if (!makes.startsWith("refused: ")) {
        assert.deepEqual([names(listed.out), names(sent())], [makes, makes], err);
        return;
      }
      assert.deepEqual([listed.code, code, sent()], [2, 2, []]);
      if (!makes.endsWith("give")) for (const text of [listed.err, err]) assert.ok(text.includes(makes.slice(9)), text);
    });
  }

  for (const [what, csv, made] of LISTS) {
    it(`read lists of jobs as spreadsheets write them (5): ${what}`, async () => {
      await leave(["a.tif"]);
      await writeFile(join(folder, "list.csv"), csv);
      await writeJob({ groupsFrom: { csv: "list.csv" }, input: "a.tif" });
      const shown = await jobsCall();
      const ran = await local();
      const { code, err } = await submit();
      if (made.startsWith("refused")) {
        assert.deepEqual([shown.code, ran.code, code, sent()], [2, 2, 2, []]);
        for (const text of [shown.err, ran.stderr, err]) assert.match(text, /list\.csv.*CSV UTF-8/);
        return;
      }
      const names = (jobs: readonly string[]) => jobs.map((one) => parseJob(one).name).join(" ");
      assert.deepEqual([names(shown.out), names(sent())], [made, made]);
      assert.equal(
        Object.keys(await inputsOfRuns())
          .sort()
          .join(" "),
        made,
        ran.stderr,
      );
    });
  }

  for (const [what, name, job, shown, meant] of BYTES) {
    it(`are refused with their bytes where names are not UTF-8 (4): ${what}`, async () => {
      await leave(["plain_1.tif"]);
      const path = Buffer.concat([Buffer.from(`${join(folder, "in")}/`), Buffer.from(name, "latin1")]);
      await mkdir(path.subarray(0, path.lastIndexOf("/")), { recursive: true });
      await writeFile(path, "x");
      await writeJob(job);
      const text = `the name "${shown}" is not UTF-8: rename it, like mv $'${shown}' '${meant}'`;
      const listed = await jobsCall();
      const ran = await local();
      assert.deepEqual([listed.code, ran.code], [2, 2]);
      for (const err of [listed.err, ran.stderr]) assert.ok(err.includes(text), err);
      const inputs = new FolderStore(join(folder, "in"));
      await assert.rejects(planInputs({ input: ["**"] }, inputs), {
        failure: "input-missing",
        message: new RegExp("is not UTF-8"),
      });
      // left out by name or by glob, it disturbs no one
      const without = await jobsCall(["--exclude", "**"]);
      assert.ok(!without.err.includes("is not UTF-8"), without.err);
      assert.equal((await planInputs({ input: ["plain*"] }, inputs)).files.length, 1);
      await rename(path, join(folder, "in", "renamed_1.tif"));
      assert.equal((await jobsCall()).code, 0);
    });
  }

  for (const key of ["Row", "Area", "Mean", "Slice", "X"]) {
    it(`say before the run that a key ${key} becomes group:${key} (4)`, async () => {
      await leave(["1_a.tif"]);
      await writeFile(join(folder, "s.ijm"), "print(1);");
      await writeFile(
        join(folder, "job.json"),
        JSON.stringify({ script: "s.ijm", groupsFrom: { pattern: `{${key}:1}_{N}.tif` } }),
      );
      const text = `note: ImageJ's tables may have a column "${key}" of their own: then \`collect\` calls the job's "group:${key}"`;
      const imagej = ["--engine", "imagej"];
      const listed = await call("jobs", "job.json", "--input", "in", ...imagej);
      const { err } = await submit(["--dry-run", ...imagej]);
      for (const lines of [listed.err, err])
        assert.equal(lines.split("\n").filter((line) => line === text).length, 1, lines);
    });
  }

  it("are one job of 20,000 images on folders, on S3 and in the worker (2)", async () => {
    const pad = (number: number, width: number): string => String(number).padStart(width, "0");
    const names = Array.from(
      { length: 20_000 },
      (_, at) => `P_A01_T${pad(1 + Math.floor(at / 100), 4)}F001L01A01Z${pad(1 + (at % 100), 3)}C01.tif`,
    );
    const left = [...names];
    const leaveEach = async (): Promise<void> => {
      for (let name = left.pop(); name !== undefined; name = left.pop()) {
        await writeFile(join(folder, "in", name), "");
        // the client of AWS takes 0.6 ms for each
        await fetch(`${emulator.endpoint}/names-${number}/in/${name}`, { method: "PUT", body: "x" });
      }
    };
    await Promise.all(Array.from({ length: 8 }, leaveEach));
    await writeJob({ groupsFrom: { naming: "cellvoyager", per: "well" } });
    const listed = await jobsCall();
    assert.equal(listed.code, 0, listed.err);
    const ran = await local();
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal((await inputsOfRuns())["P-A01"], names.join(" "));
    const { code, err } = await submit();
    assert.equal(code, 0, err);
    const [body = ""] = sent();
    assert.ok(body.length < 2000, body);
    assert.deepEqual(await filesOf([parseJob(body)], s3("in/"), s3("out/")), { "P-A01": names.join(" ") });
    const [first = ""] = listed.out;
    assert.equal(parseJob(first).jobId, parseJob(body).jobId);
  });
});
