import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { BadMessageError, type Job, parseJob } from "../../worker/contract/job";
import { attemptKey, doneKey, logKey } from "../../worker/contract/keys";
import { parsePattern } from "../../worker/contract/patterns";
import { EVENTS } from "../../worker/contract/events";
import { argvOf } from "../../worker/engines/command/argv";
import { programEnvironment } from "../../worker/engines/command/environment";
import { makeLog } from "../../worker/log";
import { defaultArgument } from "../../worker/request";
import { whyNotStorable } from "../../worker/storage/storable";
import { FakeEngine } from "../helpers/fake-engine";
import { aJob, WorkerBench } from "../helpers/worker-bench";

/** More by DFIJI_FUZZ_RUNS. */
const RUNS = Number(process.env["DFIJI_FUZZ_RUNS"] ?? 10_000);

/** What people who mean harm, or a plate named by a cat, put into metadata. */
const ATTACKS: Readonly<Record<string, string>> = {
  "shell command": "$(touch /tmp/pwned); `id`; | cat /etc/passwd",
  "macro code": '"); exec("sh", "-c", "id"); print("',
  "end of a macro string": "'; File.delete('/etc/passwd'); '",
  "path outside": "../../../../etc/passwd",
  "absolute path": "/etc/passwd",
  "parent folder": "..",
  "path of Windows": "..\\..\\windows\\system32",
  "one more argument": "A1 --headless -Dx=y -eval exit",
  option: "--config=/etc/shadow",
  "environment variable": "LD_PRELOAD=/tmp/evil.so",
  "reference to a variable": "${AWS_SECRET_ACCESS_KEY} $HOME %PATH%",
  "placeholder of the worker": "{output}{input}{script}{{Plate}}",
  "line of the log": 'A1\n{"level":30,"msg":"job done","jobId":"other"}\r\n',
  "terminal sequence": "\u001b[2J\u001b]0;title\u0007",
  "NUL and friends": "a\0b\u0001\u007f\u009f\u2028\u2029",
  "text from right to left": "\u202egpj.exe",
  "half a character": "\ud800",
  "prototype of objects": "__proto__",
  "very long": "x".repeat(70_000),
};

describe("metadata of a job", () => {
  for (const [title, text] of Object.entries(ATTACKS)) {
    const withIt = (place: Partial<Job>): string => JSON.stringify(aJob("A1", place));

    it(`that is a ${title} becomes no folder, id, name or script name of the worker`, () => {
      const asFolder = [`${text}/`, `${text}/../`, `../${text}/`];
      for (const output of asFolder) {
        const read = parsed(withIt({ output }));
        if (read !== undefined) assertBelow(read.output);
      }
      // __proto__ is a name like any other: names are keys of maps, never of objects
      for (const place of text === "__proto__" ? [] : [{ jobId: text }, { name: text }]) {
        assert.equal(parsed(withIt(place)), undefined, JSON.stringify(place).slice(0, 80));
      }
      const script = parsed(withIt({ script: { name: text, sha256: "0".repeat(64) } }))?.script;
      if (script !== undefined) assert.doesNotMatch(script.name, /[/\\\0]|^\.\.?$/);
    });

    it(`that is a ${title} stays one argument of a command, as it is, and reaches no environment`, () => {
      const request = { inputFolder: "/in", outputFolder: "/out" };
      const argv = argvOf(["count", "--plate", text], request, undefined);
      assert.equal(argv.length, 3);
      assert.equal(argv[2], text.replaceAll("{output}", "/out").replaceAll("{input}", "/in"));
      const places = { temporary: "/t", processors: 1, display: undefined };
      const env = programEnvironment({ PATH: "/bin", AWS_SECRET_ACCESS_KEY: "secret", [text]: text }, [], places);
      assert.deepEqual(Object.keys(env).sort(), ["LC_ALL", "OMP_NUM_THREADS", "PATH", "TMPDIR"]);
    });

    it(`that is a ${title} is one line of the worker's log, and another's fields stay another's`, () => {
      const written: string[] = [];
      const destination = { write: (line: string) => void written.push(line) };
      const log = makeLog({ experiment: "x", worker: "w", destination });
      log.info(EVENTS.jobReleased, { jobId: "A1-1", name: "A1", why: text });
      assert.equal(written.length, 1);
      assert.match(written[0] ?? "", /^[^\n\r]*\n$/);
      const { jobId, msg, why } = JSON.parse(written[0] ?? "") as Record<string, string>;
      assert.deepEqual([jobId, msg], ["A1-1", EVENTS.jobReleased]);
      if (title !== "half a character") assert.equal(why, text);
    });
  }

  it("that names inputs outside is refused before anything is fetched", () => {
    for (const text of ["../x.tif", "a/../../x.tif", "/etc/passwd", "a//b.tif", "a/./b.tif", "a\0.tif"]) {
      assert.notEqual(whyNotStorable(text), undefined, text);
    }
  });
});

describe("a worker given hostile metadata", () => {
  let bench: WorkerBench;
  beforeEach(async () => {
    bench = await WorkerBench.make();
  });
  afterEach(() => bench.stop());

  it("runs it as plain values: every result lies in its own folder, nothing else was made", async () => {
    const values = Object.entries(ATTACKS).filter(([title]) => !["very long", "half a character"].includes(title));
    const jobs = values.map(([title, text], index) =>
      aJob(`J${index}`, { group: { Plate: text, [text]: title }, parameters: { Plate: text }, argument: text }),
    );
    bench.engine = new FakeEngine(({ jobId, parameters }) => ({
      print: [parameters["Plate"] ?? ""],
      write: { "r.csv": jobId },
    }));
    await bench.send(...jobs);
    await bench.run();
    for (const [index, [, text]] of values.entries()) {
      assert.equal(
        bench.engine.requests.find(({ jobId }) => jobId === `J${index}-00000000`)?.parameters["Plate"],
        text,
      );
    }
    const keys: string[] = [];
    for await (const { key } of bench.outputs.list("")) keys.push(key);
    assert.deepEqual(keys.sort(), jobs.map(({ output }) => `${output}r.csv`).sort());
    assert.equal(existsSync("/tmp/pwned"), false);
  });
});

describe("fuzzing", function () {
  this.timeout(300_000);
  const anyText = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom(...Object.values(ATTACKS)));

  it(`the message parser takes any text, and either refuses it or gives a job that is safe (${RUNS} cases)`, () => {
    const places = [
      "jobId",
      "name",
      "submission",
      "output",
      "root",
      "engine",
      "input",
      "script",
      "group",
      "v",
    ] as const;
    const spoiled = fc
      .tuple(
        fc.constantFrom(...places),
        fc.oneof(anyText, fc.jsonValue(), fc.constantFrom(".", "..", "../", "/", "./")),
      )
      .map(([place, value]) => JSON.stringify({ ...aJob("A1"), [place]: value }));
    const body = fc.oneof({ weight: 3, arbitrary: spoiled }, fc.json(), anyText);
    fc.assert(
      fc.property(body, (text) => {
        const job = parsed(text);
        if (job === undefined) return;
        assertBelow(job.output);
        assertBelow(job.root);
        for (const key of [
          doneKey(job.root, job.jobId),
          logKey(job.root, job.jobId),
          attemptKey(job.root, job.jobId, "m", 1),
        ]) {
          assert.equal(whyNotStorable(key), undefined, key);
          assert.ok(key.startsWith(`${job.root}.dfiji/`));
        }
        assert.equal(typeof defaultArgument(job.parameters), "string");
      }),
      { numRuns: RUNS },
    );
  });

  it(`a pattern of any text is read or refused with a reason, and matches without hanging (${RUNS} cases)`, () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.stringMatching(/^[a-c*?{}[\]!/.]{1,30}$/)), fc.string(), (text, key) => {
        fc.pre(text !== "" && text.length < 1024);
        try {
          assert.equal(typeof parsePattern(text).matches(key), "boolean");
        } catch (error) {
          assert.notEqual((error as Error).message, "");
          assert.ok(!(error instanceof RangeError), text);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe("credentials", () => {
  it("are in no line that the worker writes, whatever fails", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dfiji-secret-"));
    const bench = await WorkerBench.make();
    const secret = "SECRETSECRETSECRETSECRETSECRETSECRETSECR";
    const before = process.env["AWS_SECRET_ACCESS_KEY"];
    process.env["AWS_SECRET_ACCESS_KEY"] = secret;
    try {
      bench.engine = new FakeEngine(() => ({ fail: { class: "script-error", reason: "cannot count" } }));
      await bench.send(aJob("A1"), "{", JSON.stringify({ v: 7 }));
      await bench.run({ DFIJI_MAX_ATTEMPTS: 1 });
      bench.emulator.deleteQueue(bench.pair.name);
      const end = await bench.run();
      const all = JSON.stringify([bench.events, end, await bench.attempts(), bench.dead]);
      assert.ok(bench.events.length > 5);
      assert.equal(all.includes(secret), false);
    } finally {
      if (before === undefined) delete process.env["AWS_SECRET_ACCESS_KEY"];
      else process.env["AWS_SECRET_ACCESS_KEY"] = before;
      await bench.stop();
      await rm(folder, { recursive: true });
    }
  });
});

function parsed(body: string): Job | undefined {
  try {
    return parseJob(body);
  } catch (error) {
    if (!(error instanceof BadMessageError)) throw error;
    return undefined;
  }
}

function assertBelow(folder: string): void {
  assert.ok(
    folder === "" || whyNotStorable(folder.slice(0, -1)) === undefined || isLong(folder),
    JSON.stringify(folder),
  );
  assert.equal(join("/prefix", folder).startsWith("/prefix"), true);
}

/** Too long for a file name is no way outside. */
const isLong = (folder: string): boolean => folder.split("/").some((part) => Buffer.byteLength(part) > 255);
