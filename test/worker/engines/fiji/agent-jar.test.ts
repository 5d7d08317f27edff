import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agentOption } from "../../../../worker/engines/fiji/agent-jar";

describe("the jar of the JVM's agent", () => {
  let root: string;
  const fiji = () => ({
    folder: join(root, "a long name with blanks, and more so that its line is folded é", "Fiji.app"),
  });
  const option = () => agentOption({ ...fiji(), launcher: "", kind: "imagej" }, root);
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "dfiji-agent-"))));
  afterEach(() => rmSync(root, { recursive: true }));

  it("names the javassist of this Fiji in a manifest whose lines have at most 72 bytes", () => {
    mkdirSync(join(fiji().folder, "jars"), { recursive: true });
    writeFileSync(join(fiji().folder, "jars", "javassist-3.30.2-GA.jar"), "");
    assert.equal(option(), `-javaagent:${join(root, "agent.jar")}`);
    const [, manifest = ""] =
      /MANIFEST\.MF([^]*?)PK\x01\x02/.exec(readFileSync(join(root, "agent.jar"), "latin1")) ?? [];
    assert.ok(manifest.split("\r\n").every((line) => line.length <= 72));
    const lines = manifest.replaceAll("\r\n ", "").trim().split("\r\n");
    const place = encodeURI(`${fiji().folder}/jars/javassist-3.30.2-GA.jar`);
    assert.deepEqual(lines.slice(1), [
      "Premain-Class: javassist.util.HotSwapAgent",
      "Can-Redefine-Classes: true",
      "Can-Retransform-Classes: true",
      `Class-Path: file://${place}`,
    ]);
  });

  it("is left out for a Fiji without javassist", () => {
    assert.equal(option(), undefined);
  });
});
