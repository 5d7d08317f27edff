import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { EVENTS } from "../../worker/contract/events";
import { BadMessageError, type Job, parseJob } from "../../worker/contract/job";
import { logKey } from "../../worker/contract/keys";
import { parsePattern } from "../../worker/contract/patterns";
import { whyNotStorable } from "../../worker/contract/storable-keys";
import { argvOf } from "../../worker/engines/command/engine";
import { programEnvironment } from "../../worker/engines/program/environment";
import { redactorOf } from "../../worker/logs/redact";
import { makeLog } from "../../worker/logs/worker-log";
import { originalArgument } from "../../worker/contract/argument";
import { anyText, ATTACKS, FUZZ_RUNS as RUNS } from "../helpers/attacks";
import { FakeEngine } from "../helpers/fake-engine";
import { assertOwnKeysStorable } from "../helpers/job-keys";
import { aJob, WorkerBench } from "../helpers/worker-bench";

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
      const places = { temporary: "/t", display: undefined };
      const env = programEnvironment({ PATH: "/bin", AWS_SECRET_ACCESS_KEY: "secret", [text]: text }, [], places);
      assert.deepEqual(Object.keys(env).sort(), ["LC_ALL", "PATH", "TMPDIR"]);
    });

    it(`that is a ${title} is one line of the worker's log, and another's fields stay another's`, () => {
      const written: string[] = [];
      const destination = { write: (line: string) => void written.push(line) };
      const log = makeLog({ experiment: "x", worker: "w", redact: (line) => line, destination });
      log.info(EVENTS.jobReleased, { jobId: "A1-1", name: "A1", why: text });
      assert.equal(written.length, 1);
      assert.match(written[0] ?? "", /^[^\n\r]*\n$/);
      const { jobId, msg, why } = JSON.parse(written[0] ?? "") as Record<string, string>;
      assert.deepEqual([jobId, msg], ["A1-1", EVENTS.jobReleased]);
      if (title !== "half a character") assert.equal(why, text);
    });
  }

  it("that names inputs outside is refused before anything is fetched", () => {
    for (const [text, why] of [
      ["../x.tif", /has the part "\.\."$/],
      ["a/../../x.tif", /has the part "\.\."$/],
      ["/etc/passwd", /has an empty part/],
      ["a//b.tif", /has an empty part/],
      ["a/./b.tif", /has the part "\."$/],
      ["a\0.tif", /holds a NUL character$/],
    ] as const) {
      assert.match(whyNotStorable(text) ?? "", why, text);
    }
  });
});

describe("a worker given hostile metadata", () => {
  let bench: WorkerBench;
  beforeEach(async () => {
    bench = await WorkerBench.make();
  });
  afterEach(() => bench.stop());

  it("runs it as plain values: every result is in its own folder, nothing else was made", async () => {
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
        assertOwnKeysStorable(job);
        assert.equal(typeof originalArgument(job.parameters), "string");
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
  const SECRETS = {
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    AWS_SESSION_TOKEN: "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJHMEUCIQ==",
    AWS_CONTAINER_AUTHORIZATION_TOKEN: "Basic-token-of-the-agent-EXAMPLE",
  } as const;
  const PRESIGNED =
    "https://lab.s3.amazonaws.com/a.tif?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAEXAMPLE%2F20261123&X-Amz-Date=2026&X-Amz-Security-Token=TOKENEXAMPLE&X-Amz-Signature=0123456789abcdefEXAMPLE";
  const OLD_PRESIGNED =
    "https://lab.s3.amazonaws.com/a.tif?AWSAccessKeyId=AKIAEXAMPLE&Expires=1&Signature=vjbyEXAMPLE%3D";
  const WITH_PASSWORD = "https://reader:hunter2EXAMPLE@omero.example.org/webgateway";

  it("are taken out of text: the worker's own, those of presigned addresses, passwords in addresses", () => {
    const redact = redactorOf(SECRETS);
    for (const [name, secret] of Object.entries(SECRETS)) assert.equal(redact(`${name}=${secret}; x`), `${name}=…; x`);
    const clean = redact(`403 for URL: ${PRESIGNED}, ${OLD_PRESIGNED}, ${WITH_PASSWORD}`);
    assert.doesNotMatch(clean, /EXAMPLE/);
    assert.match(clean, /^403 for URL: https:\/\/lab\.s3\.amazonaws\.com\/a\.tif\?X-Amz-Algorithm=AWS4-HMAC-SHA256&/);
    assert.match(clean, /https:\/\/reader:…@omero\.example\.org\/webgateway$/);
  });

  it("are taken out from 16 characters on: shorter ones would be found in every other word", () => {
    const [sixteen, fifteen] = ["0123456789abcdef", "0123456789abcde"];
    assert.equal(redactorOf({ AWS_SESSION_TOKEN: sixteen })(`x${sixteen}y`), "x…y");
    assert.equal(redactorOf({ AWS_SESSION_TOKEN: fifteen })(`x${fifteen}y`), `x${fifteen}y`);
  });

  it("that are not there change nothing, whatever the text", () => {
    const redact = redactorOf({ AWS_SECRET_ACCESS_KEY: "test", AWS_SESSION_TOKEN: "" });
    for (const text of ["a test = 3", "sigma=2&x=1", "http://a/b?c=d", "Signature=mine", "a:b@c"]) {
      assert.equal(redact(text), text);
    }
  });

  it("are in no line, log, record or letter of the worker, whatever fails and whatever a job prints", async () => {
    const bench = await WorkerBench.make();
    const before = Object.keys(SECRETS).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, SECRETS);
    try {
      const said = `${Object.values(SECRETS).join(" ")} ${PRESIGNED} ${WITH_PASSWORD}`;
      bench.engine = new FakeEngine(({ jobId }) => ({
        print: [said],
        ...(jobId.startsWith("bad") ? { fail: { class: "script-error", reason: said } } : { write: { r: "1" } }),
      }));
      await bench.send(aJob("bad"), aJob("good"), "{", JSON.stringify({ v: 7 }));
      await bench.run({ DFIJI_MAX_ATTEMPTS: 1 });
      bench.emulator.deleteQueue(bench.pair.name);
      const end = await bench.run();
      const logs = await Promise.all(
        ["bad", "good"].map((name) => bench.outputs.getText(logKey("", `${name}-00000000`))),
      );
      assert.ok(logs.every((log) => log?.includes("X-Amz-Algorithm") === true));
      const all = JSON.stringify([bench.events, end, await bench.attempts(), bench.dead, logs]);
      assert.ok(bench.events.length > 5);
      assert.doesNotMatch(all, /EXAMPLE/);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await bench.stop();
    }
  });

  it("are in no event, also where an error of a library brings them", () => {
    const written: string[] = [];
    const destination = { write: (line: string) => void written.push(line) };
    const log = makeLog({ experiment: "x", worker: "w", redact: redactorOf(SECRETS), destination });
    log.warn(EVENTS.queueUnreachable, { reason: `InvalidToken: ${SECRETS.AWS_SESSION_TOKEN}`, url: PRESIGNED });
    assert.doesNotMatch(written.join(""), /EXAMPLE/);
    assert.equal((JSON.parse(written[0] ?? "") as { reason: string }).reason, "InvalidToken: …");
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
