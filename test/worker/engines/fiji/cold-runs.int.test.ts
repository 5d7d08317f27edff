import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { encodeParameters, parameterProblem } from "../../../../worker/engines/fiji/cold-runs";
import { fijiStandIn } from "../../../helpers/fiji-stand-in";
import { HARD_STRINGS } from "../../../helpers/hard-strings";

describe("parameters as one word of Fiji's command line", function () {
  this.timeout(240_000);

  /** What SciJava itself reads, all together: a JVM takes its time. */
  async function parsed(words: readonly string[]): Promise<string[]> {
    const app = await fijiStandIn();
    const prefs = mkdtempSync(join(tmpdir(), "dfiji-prefs-"));
    try {
      const answers = execFileSync(
        join(app, "fiji-linux-x64"),
        ["--mem=300m", "--headless", "--run", join(__dirname, "../../../helpers/parse-driver.groovy")],
        {
          input: words.map((word) => `${encodeURIComponent(word)}\n`).join(""),
          env: { ...process.env, JAVA_TOOL_OPTIONS: `-Djava.util.prefs.userRoot=${prefs}` },
          stdio: ["pipe", "pipe", "ignore"],
          maxBuffer: 2 ** 26,
        },
      );
      return answers
        .toString()
        .split("\n")
        .filter((line) => /^[@!]/.test(line));
    } finally {
      rmSync(prefs, { recursive: true });
    }
  }
  const valueOf = (answer: string | undefined): string =>
    decodeURIComponent((answer ?? "").replace(/^@k=/, "").replaceAll("+", "%20"));

  it("keep every hard text, any text, and a long one", async () => {
    const any = fc.sample(fc.string({ unit: "binary" }), { numRuns: 300, seed: 7 });
    const quotes = fc.sample(fc.string({ unit: fc.constantFrom("'", '"', "\\", "u", "n", " ", ",", "=", "\n") }), 300);
    const texts = [...HARD_STRINGS, ...any, ...quotes, "x".repeat(100_000)].filter((text) => !text.includes("\0"));
    const answers = await parsed(texts.map((k) => encodeParameters({ k })));
    assert.equal(answers.length, texts.length);
    texts.forEach((text, index) => assert.equal(valueOf(answers[index]), text, answers[index]));
  });

  it("keep their pairs apart", async () => {
    const [answer] = await parsed([encodeParameters({ a: "1, b='2'", é_1: "it's", _c: "" })]);
    assert.equal(decodeURIComponent((answer ?? "").replaceAll("+", "%20")), "@a=1, b='2'&é_1=it's&_c=");
  });

  it("are refused where the command line cannot hold them", async () => {
    for (const name of ["my-key", "a.b", "two words", "1k", "", "true", "'a'"]) {
      assert.match(parameterProblem({ [name]: "x" }) ?? "", /is no name/, name);
    }
    assert.match(parameterProblem({ a: "x\0y" }) ?? "", /NUL/);
    assert.equal(parameterProblem({ a: "", é_1: "x" }), undefined);
    // and so does SciJava, but for the whole job and without a word
    const answers = await parsed(["my-key='x'", "1k='x'", "a='it's'", ", a='x'"]);
    assert.deepEqual(
      answers.map((answer) => answer[0]),
      ["!", "!", "!", "!"],
    );
  });
});
