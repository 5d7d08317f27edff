import assert from "node:assert/strict";
import fc from "fast-check";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argvOf, CommandEngine } from "../../../../worker/engines/command/engine";
import { failureOfProgram } from "../../../../worker/engines/command/outcome";
import { type ProgramEnd } from "../../../../worker/engines/program/run-program";

const places = { inputFolder: "/in/{output}", outputFolder: "/out" };

describe("the words of a command", () => {
  it("get the places of the attempt, also within a word and more than once", () => {
    const words = argvOf(["tool", "--in={input}/a.tif", "{output}:{output}", "{script}"], places, "/s/count.py");
    assert.deepEqual(words, ["tool", "--in=/in/{output}/a.tif", "/out:/out", "/s/count.py"]);
  });

  it("keep {script} where the job has none, and all other braces", () => {
    assert.deepEqual(argvOf(["awk", "{print $1} {script} {Plate}"], places, undefined), [
      "awk",
      "{print $1} {script} {Plate}",
    ]);
  });

  it("stay as they are, whatever they hold, where no place is named", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (words) => {
        fc.pre(!words.some((word) => /\{(input|output|script)\}/.test(word)));
        assert.deepEqual(argvOf(words, places, "/s"), words);
      }),
    );
  });
});

describe("the way that programs run", () => {
  it("is without a display unless the settings ask for one, whatever is on PATH", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dfiji-command-"));
    try {
      for (const program of ["Xvfb", "openbox"]) {
        await writeFile(join(folder, program), "#!/bin/sh\n");
        await chmod(join(folder, program), 0o755);
      }
      const engine = new CommandEngine({ PATH: folder }, []);
      const copies = (["none", "auto", "virtual"] as const).map((display) =>
        engine.open({ copyNumber: 0, folder, heapMiB: 0, processors: 1, display }),
      );
      assert.deepEqual(
        (await Promise.all(copies)).map(({ display }) => display),
        ["none", "none", "virtual"],
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("how a program ended", () => {
  const end = (facts: Partial<ProgramEnd>): ProgramEnd => ({
    code: null,
    signal: null,
    saidLast: false,
    lastLines: [],
    ...facts,
  });
  for (const [title, facts, expected, reason] of [
    ["status 2", { code: 2, lastLines: ["bad image", ""] }, "script-error", "tool ended with status 2: bad image"],
    ["a crash", { signal: "SIGSEGV" }, "script-error", "tool was ended by SIGSEGV"],
    ["Python out of memory", { code: 1, lastLines: ["MemoryError"] }, "out-of-memory", /MemoryError/],
    [
      "NumPy out of memory",
      { code: 1, lastLines: ["numpy._core._exceptions._ArrayMemoryError: x"] },
      "out-of-memory",
      /x/,
    ],
    ["SIGKILL alone", { signal: "SIGKILL" }, "killed", /from outside/],
    [
      "a shell's 137 while the kernel killed at a limit",
      { code: 137, memoryKill: { limitMiB: 300, peakMiB: 300 } },
      "out-of-memory",
      "the kernel killed tool: the memory limit of 300 MiB was reached",
    ],
    [
      "SIGKILL while the kernel killed without a limit",
      { signal: "SIGKILL", memoryKill: { limitMiB: undefined, peakMiB: undefined } },
      "out-of-memory",
      "the kernel killed tool: the computer's memory was used up",
    ],
    [
      "a program that gives up in its own words when a child of it was killed",
      { code: 1, memoryKill: { limitMiB: 300, peakMiB: 300 }, lastLines: ["the worker died"] },
      "out-of-memory",
      "the kernel killed a process of tool: the memory limit of 300 MiB was reached; tool ended with status 1: the worker died",
    ],
    ["a shell's 137 alone", { code: 137 }, "killed", /from outside/],
    ["SIGTERM of somebody else", { signal: "SIGTERM" }, "killed", /SIGTERM/],
    ["a limit, whatever the status", { code: 0, reached: { class: "silent", reason: "r" } }, "silent", "r"],
  ] as const) {
    it(`${title} is ${expected}`, () => {
      const failure = failureOfProgram("tool", end(facts));
      assert.equal(failure?.class, expected);
      if (typeof reason === "string") assert.equal(failure.reason, reason);
      else assert.match(failure.reason, reason);
    });
  }

  it("with status 0 is well", () => {
    assert.equal(failureOfProgram("tool", end({ code: 0 })), undefined);
  });
});
