import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CheckList, type FijiCheck } from "../../../cli/doctor/check-list";
import { checkCold } from "../../../cli/doctor/cold";
import { CELLS, COUNTED_TEXT, TEXTS } from "../../../cli/doctor/probes";
import { type RunRequest, type RunResult } from "../../../worker/engines/engine";
import { type Answer, failedRun as failed, fakeTrial, HEAP_MIB, wellRun as well } from "../../helpers/fake-trial";

/** What each probe of a good Fiji does. */
const good: Readonly<Record<string, Answer>> = {
  "facts.groovy": (request) => facts(request, {}),
  "throws.groovy": async () => failed("java.lang.IllegalStateException: kept is []", 2),
  "argument.ijm": async ({ outputFolder, argument }) => {
    await writeFile(join(outputFolder, "argument.txt"), argument);
    return failed("Undefined identifier", 2);
  },
  "counts.ijm": async ({ outputFolder }) => {
    await writeFile(join(outputFolder, "counts.txt"), `${COUNTED_TEXT}\n${CELLS}`);
    return well;
  },
  "quits.ijm": async () => well,
};

async function facts({ outputFolder }: RunRequest, changed: Readonly<Record<string, string>>): Promise<RunResult> {
  const jvm = join(outputFolder, "..", "jvm");
  const all = {
    java: "21.0.7",
    imagej: "1.54p",
    heapMiB: String(HEAP_MIB),
    headless: "true",
    preferences: join(jvm, "prefs"),
    home: join(jvm, "home"),
    isSameJvm: "true",
    ...TEXTS,
    ...changed,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  await writeFile(join(outputFolder, "facts.txt"), lines.join("\n"));
  return well;
}

/** What doctor says of a Fiji that is good but for these answers. */
async function results(changed: Readonly<Record<string, Answer>>) {
  const answers = { ...good, ...changed };
  const trial = await fakeTrial(async (request) => answers[request.scriptName]?.(request) ?? failed("not expected"));
  const list = new CheckList();
  try {
    await checkCold(trial, { heapMiB: HEAP_MIB }, list, () => undefined);
  } finally {
    await trial.close();
  }
  return list.results();
}

describe("what doctor says of a cold Fiji", () => {
  it("comes from two starts in the short form", async () => {
    const started: string[] = [];
    const trial = await fakeTrial(async (request) => {
      started.push(request.scriptName);
      return good[request.scriptName]!(request);
    });
    const list = new CheckList();
    try {
      await checkCold(trial, { heapMiB: HEAP_MIB, isShort: true }, list, () => undefined);
    } finally {
      await trial.close();
    }
    assert.deepEqual(started, ["facts.groovy", "counts.ijm"]);
    const reported = list.results().filter(({ status }) => status !== "not checked");
    assert.equal(reported.find(({ check }) => check === "filters")?.status, "ok");
    assert.equal(
      reported.find(({ check }) => check === "errors"),
      undefined,
    );
  });

  it("is nothing bad of a good one", async () => {
    const reported = (await results({})).filter(({ status }) => status !== "not checked");
    assert.deepEqual(
      reported.filter(({ status }) => status !== "ok"),
      [],
    );
    assert.equal(reported.length, 11);
  });

  const spoiled: [title: string, check: FijiCheck, found: RegExp, changed: Readonly<Record<string, Answer>>][] = [
    ["ignores --mem", "heap", /^11900 MiB of 1024/, { "facts.groovy": (one) => facts(one, { heapMiB: "11900" }) }],
    ["takes less than --mem", "heap", /^256 MiB/, { "facts.groovy": (one) => facts(one, { heapMiB: "256" }) }],
    ["ignores --headless", "headless", /no window/, { "facts.groovy": (one) => facts(one, { headless: "false" }) }],
    ["drops JAVA_TOOL_OPTIONS", "options", /in null/, { "facts.groovy": (one) => facts(one, { preferences: "null" }) }],
    [
      "has a Java that is too old",
      "java",
      /Java 1\.7\.0_80/,
      { "facts.groovy": (one) => facts(one, { java: "1.7.0_80" }) },
    ],
    [
      "starts a JVM for each script",
      "errors",
      /did not share a JVM/,
      { "facts.groovy": (one) => facts(one, { isSameJvm: "false" }) },
    ],
    [
      "spoils letters",
      "parameters",
      /^"é ü 漢字 😀" came as "\?"$/,
      { "facts.groovy": (one) => facts(one, { t_letters: "?" }) },
    ],
    ["sees no exception", "errors", /^the exception: seen as a success/, { "throws.groovy": async () => well }],
    ["tells another line", "errors", /^the macro's: oh \(line 3\)/, { "argument.ijm": async () => failed("oh", 3) }],
    [
      "remembers the last job's parameter",
      "remembered",
      /^"of the first job"$/,
      { "throws.groovy": async () => failed("kept is [of the first job]", 2) },
    ],
    [
      "gives an old macro no argument",
      "macro",
      /getArgument\(\) gave "nothing"/,
      { "argument.ijm": async () => failed("x", 2) },
    ],
    [
      "hangs in a filter",
      "filters",
      /took longer/,
      { "counts.ijm": async () => failed("the run took longer than 5 s") },
    ],
  ];
  for (const [title, check, found, changed] of spoiled) {
    it(`is that it ${title}`, async () => {
      const result = (await results(changed)).find((one) => one.check === check);
      assert.equal(result?.status, "failed");
      assert.match(result.found, found);
      assert.ok(result.advice);
    });
  }

  it("is only a warning where Quit ends the JVM", async () => {
    const quit = (await results({ "quits.ijm": async () => failed("the script ended the JVM") })).find(
      ({ check }) => check === "quit",
    );
    assert.equal(quit?.status, "warning");
  });
});
