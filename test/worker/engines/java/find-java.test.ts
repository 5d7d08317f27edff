import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineStartError } from "../../../../worker/engines/engine";
import { findJava } from "../../../../worker/engines/java/find-java";

describe("findJava", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "dfiji-java-"));
    await mkdir(join(home, "bin"));
  });
  afterEach(() => rm(home, { recursive: true }));
  const leaveJava = (script: string): Promise<void> =>
    writeFile(join(home, "bin/java"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const find = () => findJava({ JAVA_HOME: home, PATH: "/no/such" });

  it("is the one of JAVA_HOME, with its version", async () => {
    await leaveJava(`echo 'openjdk version "21.0.2" 2024-01-16' >&2`);
    assert.deepEqual(await find(), { path: join(home, "bin/java"), version: "21.0.2" });
  });

  const REFUSED: readonly [what: string, script: string | undefined, message: RegExp, advice: RegExp][] = [
    [
      "there is none",
      undefined,
      /needs Java 17 or newer; looked in JAVA_HOME \(.*\): none, PATH: none$/,
      /install a Java/,
    ],
    ["it is too old", `echo 'java version "1.8.0_402"' >&2`, /JAVA_HOME \(.*\): version 1\.8\.0_402/, /install a Java/],
    ["it is another program", "exit 1", /JAVA_HOME \(.*\): none/, /install a Java/],
    [
      "the shell leaves no room for its heap",
      "echo 'Could not reserve enough space for 8388608KB object heap' >&2; exit 1",
      /^Java does not start \(JAVA_HOME \(.*\): Could not reserve enough space for 8388608KB object heap\)$/,
      /ulimit -v/,
    ],
    [
      "the shell leaves no memory (its JVM says so on stdout)",
      "echo '# There is insufficient memory for the Java Runtime Environment to continue.'; exit 1",
      /^Java does not start \(.*insufficient memory for the Java Runtime Environment/,
      /JAVA_TOOL_OPTIONS/,
    ],
    [
      "JAVA_TOOL_OPTIONS has what it does not know",
      `echo "Unrecognized VM option 'x'" >&2; exit 1`,
      /^Java does not start \(.*Unrecognized VM option 'x'/,
      /JAVA_TOOL_OPTIONS/,
    ],
  ];
  for (const [what, script, message, advice] of REFUSED) {
    it(`is an error where ${what}`, async () => {
      if (script !== undefined) await leaveJava(script);
      await assert.rejects(find(), (error: unknown) => {
        assert.ok(error instanceof EngineStartError);
        assert.match(error.message, message);
        assert.match(error.advice, advice);
        return true;
      });
    });
  }
});
