import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { EngineStartError } from "../../../../worker/engines/engine";
import { findOrBuildHost } from "../../../../worker/engines/imagej/build-jars";
import { findJava } from "../../../../worker/engines/java/find-java";
import { packageRoot } from "../../../../worker/host/package-root";
import { prepareMacro } from "../../../../worker/engines/imagej/prepare-macro";
import { openCopy } from "../../../helpers/engine-copy";

const repo = join(__dirname, "../../../..");

describe("what ImageJ is started from", function () {
  this.timeout(240_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-build-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const refused = async (promise: Promise<unknown>, ...told: string[]): Promise<void> => {
    await assert.rejects(promise, (error) => {
      assert.ok(error instanceof EngineStartError, String(error));
      for (const text of told) assert.ok(`${error.message} | ${error.advice}`.includes(text), error.message);
      return true;
    });
  };

  it("is refused without Java, with the version that is needed and where it looked", async () => {
    await mkdir(join(folder, "old", "bin"), { recursive: true });
    await writeFile(join(folder, "old", "bin", "java"), "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n");
    await chmod(join(folder, "old", "bin", "java"), 0o755);
    const env = { JAVA_HOME: join(folder, "old"), PATH: join(folder, "nothing") };
    await refused(findJava(env), "Java 17 or newer", `JAVA_HOME (${env.JAVA_HOME}): version 11.0.2`, "PATH: none");
  });

  it("takes Java from PATH when JAVA_HOME has none that will do", async () => {
    const java = await findJava({ ...process.env, JAVA_HOME: join(folder, "nothing") });
    assert.ok(Number.parseInt(java.version, 10) >= 17);
  });

  it("is refused when the ready-made folder lacks a jar", async () => {
    await refused(
      findOrBuildHost({ path: "java", version: "17" }, { DFIJI_IMAGEJ_DIR: folder }),
      folder,
      "patched.jar",
    );
  });

  it("is refused without Maven, with the cure", async () => {
    await copySources(folder);
    await refused(
      findOrBuildHost({ path: "java", version: "17" }, { PATH: "/nowhere" }, { root: folder }),
      "`mvn`",
      "install Maven",
    );
  });

  it("is built once, also by two builders at once, and found again without Maven", async () => {
    await copySources(folder);
    const java = await findJava(process.env);
    const built = await findOrBuildHost(java, process.env); // by Maven, once for all tests
    await fakeMaven(join(folder, "bin"), built);
    const env = { ...process.env, PATH: `${join(folder, "bin")}:${process.env["PATH"]}` };
    const [one, other] = await Promise.all([0, 1].map(() => findOrBuildHost(java, env, { root: folder })));
    assert.equal(one, other);
    assert.deepEqual(await readdir(join(folder, "dist", "imagej")), [one?.split("/").at(-1)]);
    assert.equal(await findOrBuildHost(java, { PATH: "/nowhere" }, { root: folder }), one);
  });

  it("is found from the sources and from dist/ alike", () => {
    assert.equal(packageRoot(join(repo, "worker", "engines")), repo);
    assert.equal(packageRoot(join(repo, "dist")), repo);
    assert.equal(packageRoot("/"), undefined);
  });

  it("gives results byte-equal to ImageJ patched at its start", async () => {
    const java = await findJava(process.env);
    const host = await findOrBuildHost(java, process.env);
    const discs = `newImage("a", "8-bit ramp", 300, 200, 1); setColor(255);
      for (i = 0; i < 5; i++) for (j = 0; j < 4; j++) fillOval(10 + 50 * i + 7 * j, 10 + 45 * j, 24, 24);
      saveAs("Tiff", "${folder}/a.tif");`;
    const script = await readFile(join(repo, "examples/nuclei/count-nuclei.ijm"), "utf8");
    const copy = await openCopy();
    try {
      assert.equal((await copy.run(discs)).ended, "well");
      const warm = await copy.run(script, { inputFolder: folder, parameters: { sigma: "1" } });
      assert.equal(warm.ended, "well", JSON.stringify(warm));
      const cold = join(folder, "cold");
      await mkdir(cold);
      const macro = prepareMacro(script, { inputFolder: folder, outputFolder: cold, parameters: { sigma: "1" } });
      assert.ok("source" in macro);
      await writeFile(join(folder, "macro.ijm"), macro.source);
      const jars = ["imagej-host", "ij", "ij1-patcher", "javassist"].map((name) => join(host, `${name}.jar`));
      const options = [
        "--add-opens",
        "java.base/java.lang=ALL-UNNAMED",
        "-Djava.awt.headless=true",
        "-cp",
        jars.join(":"),
      ];
      const program = ["dfiji.imagej.build.PatchAtStart", join(folder, "macro.ijm")];
      await promisify(execFile)(java.path, [...options, ...program]);
      for (const name of ["nuclei.csv", "overlay.png"]) {
        assert.deepEqual(await readFile(join(cold, name)), await readFile(join(warm.outputFolder, name)), name);
      }
    } finally {
      await copy.end();
    }
  });
});

async function copySources(root: string): Promise<void> {
  const sources = "worker/engines/imagej/java";
  await cp(join(repo, sources), join(root, sources), { recursive: true });
}

/** Answers as Maven does, with the jars of a host that is built already. */
async function fakeMaven(folder: string, built: string): Promise<void> {
  await mkdir(folder);
  const lib = ["ij", "ij1-patcher", "javassist", "json"].map((name) => `"${built}/${name}.jar"`).join(" ");
  const copy = `mkdir -p target/lib && cp "${built}/imagej-host.jar" target/ && cp ${lib} target/lib/`;
  await writeFile(join(folder, "mvn"), `#!/bin/sh\n${copy}\n`);
  await chmod(join(folder, "mvn"), 0o755);
}
