import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome } from "./compare";
import { type Case, parseCase } from "./harness-cases";
import { skipWithoutScreen } from "./harness-display";
import { type Facts, buildProgram, readFacts } from "./harness-program";
import { Truths } from "./harness-truth";

describe("a truth from desktop ImageJ", function () {
  this.timeout(240_000);
  let facts: Facts | undefined;
  let truths: Truths | undefined;
  before(async function () {
    skipWithoutScreen(this);
    const program = await buildProgram();
    facts = readFacts(program);
    truths = new Truths(program, facts);
  });
  after(async () => {
    await truths?.end();
    await facts?.end();
  });

  const accepted = async (name: string): Promise<readonly Outcome[]> => {
    const source = readFileSync(join(__dirname, "cases", "sample", `${name}.ijm`), "utf8");
    const one: Case = parseCase(`sample/${name}`, source, assert.fail);
    assert.ok(truths);
    return (await truths.of(one)).accepted;
  };
  const theOne = async (name: string): Promise<Outcome> => {
    const [truth, ...more] = await accepted(name);
    assert.ok(truth);
    assert.equal(more.length, 0, "it varies");
    return truth;
  };

  it("has a row for each image of a loop", async () => {
    const { end, log, files } = await theOne("measure-loop");
    assert.deepEqual([end, log], [{ kind: "well" }, ["3"]]);
    const rows = files["results.csv"]?.text?.trim().split("\n") ?? [];
    assert.deepEqual(
      rows.map((row) => row.split(",")[1]),
      ["Label", "cells-8.tif", "float.tif", "binary.tif"],
    );
  });

  it("looks up variables in options, and reads an image's pixels and calibration", async () => {
    const { files } = await theOne("blur-variable");
    const content = files["blurred.tif"]?.content ?? [];
    assert.deepEqual(content.slice(0, 2), [
      "size 256 x 254, 1 channels, 1 slices, 1 frames, hyperstack false",
      "type 8-bit",
    ]);
    assert.match(content[2] ?? "", /^calibration 0\.5 x 0\.5 x 1\.0 µm µm µm, /);
    assert.match(content.at(-1) ?? "", /^slice 1 pixels [0-9a-f]{64}$/);
  });

  it("has text and line of a macro error, and what was printed and shown before", async () => {
    const { end, log, shown, files } = await theOne("undefined-name");
    assert.deepEqual(end, { kind: "error", text: "Undefined variable", line: 6 });
    assert.deepEqual([log, files], [["line 6"], {}]);
    assert.match(shown.join(), /^Macro Error: Undefined variable in line 6\n/);
  });

  it("has the message of exit and the files from before it", async () => {
    const { end, log, files } = await theOne("exit-message");
    assert.deepEqual(end, { kind: "error", text: "No more of this", line: 6 });
    assert.deepEqual([log, files["kept.txt"]?.text], [["one"], "kept <output>"]);
  });

  it("continues after a message, and ends where a person is asked", async () => {
    const message = await theOne("show-message");
    assert.deepEqual([message.end, message.log, message.shown], [{ kind: "well" }, ["after"], ["Title: A message"]]);
    const question = await theOne("asks");
    assert.deepEqual([question.end.kind, question.log], ["dialog", ["asks"]]);
  });
});
