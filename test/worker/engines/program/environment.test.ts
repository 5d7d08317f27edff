import assert from "node:assert/strict";
import { javaEnvironment } from "../../../../worker/engines/java/java-environment";
import { programEnvironment } from "../../../../worker/engines/program/environment";

describe("the environment of a program", () => {
  const env = { PATH: "/bin", HOME: "/home/me", AWS_SECRET_ACCESS_KEY: "secret", API_KEY: "key", LANG: "de_DE.UTF-8" };
  const places = { temporary: "/t", display: undefined };

  it("is a small base: nothing else of the worker's, no credentials", () => {
    assert.deepEqual(programEnvironment(env, [], places, { OMP_NUM_THREADS: "2" }), {
      PATH: "/bin",
      HOME: "/home/me",
      LANG: "de_DE.UTF-8",
      TMPDIR: "/t",
      OMP_NUM_THREADS: "2",
    });
  });

  it("holds what is passed on by name, which wins, and leaves out what is not there", () => {
    const pass = ["API_KEY", "OMP_NUM_THREADS", "NONE"];
    const made = programEnvironment({ ...env, OMP_NUM_THREADS: "7" }, pass, places, { OMP_NUM_THREADS: "2" });
    assert.equal(made["API_KEY"], "key");
    assert.equal(made["OMP_NUM_THREADS"], "7");
    assert.ok(!("NONE" in made));
  });

  it("is UTF-8 where the worker has no locale, and names the display", () => {
    const display = { DISPLAY: ":99", XAUTHORITY: "/t/Xauthority" };
    const made = programEnvironment({ PATH: "/bin" }, [], { ...places, display });
    assert.deepEqual(made, { PATH: "/bin", LC_ALL: "C.UTF-8", TMPDIR: "/t", ...display });
  });

  it("is the same for ImageJ and Fiji, in UTF-8, with their Java and without what changes a JVM in silence", () => {
    const java = { JAVA_HOME: "/java", JAVA_TOOL_OPTIONS: "-Xmx1m", _JAVA_OPTIONS: "-Xmx1m", DISPLAY: ":0" };
    const secrets = { GITHUB_TOKEN: "t", DB_PASSWORD: "p", SSH_AUTH_SOCK: "/s", DFIJI_QUEUE: "q" };
    assert.deepEqual(javaEnvironment({ ...env, ...java, ...secrets }, ["DB_PASSWORD"], places), {
      PATH: "/bin",
      HOME: "/home/me",
      LANG: "de_DE.UTF-8",
      LC_ALL: "C.UTF-8",
      TMPDIR: "/t",
      JAVA_HOME: "/java",
      DB_PASSWORD: "p",
    });
  });
});
