import assert from "node:assert/strict";
import { chmod, cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineStartError } from "../../../../worker/engines/engine";
import { findOrBuildHost } from "../../../../worker/engines/imagej/build-jars";
import { findJava } from "../../../../worker/engines/java/find-java";
import { packageRoot } from "../../../../worker/host/package-root";

const repo = join(__dirname, "../../../..");

describe("what ImageJ is started from", function () {
  this.timeout(240_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-build-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const refused = async (promise: Promise<unknown>, ...reported: string[]): Promise<void> => {
    await assert.rejects(promise, (error) => {
      assert.ok(error instanceof EngineStartError, String(error));
      for (const text of reported) assert.ok(`${error.message} | ${error.advice}`.includes(text), error.message);
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
    await refused(findOrBuildHost({ path: "java", version: "17" }, { DFIJI_IMAGEJ_DIR: folder }), folder, "ij.jar");
  });

  it("is refused without Maven, with the cure", async () => {
    await copySources(folder);
    await refused(
      findOrBuildHost({ path: "java", version: "17" }, { PATH: "/nowhere" }, { root: folder }),
      "`mvn`",
      "install Maven",
    );
  });

  it("is built once, also by two builders at the same time, and found again without Maven", async () => {
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
});

async function copySources(root: string): Promise<void> {
  const sources = "worker/engines/imagej/java";
  await cp(join(repo, sources), join(root, sources), { recursive: true });
}

/** Answers as Maven does, with the jars of a host that is built already. */
async function fakeMaven(folder: string, built: string): Promise<void> {
  await mkdir(folder);
  const lib = ["ij", "json"].map((name) => `"${built}/${name}.jar"`).join(" ");
  const copy = `mkdir -p target/lib && cp "${built}/imagej-host.jar" target/ && cp ${lib} target/lib/`;
  await writeFile(join(folder, "mvn"), `#!/bin/sh\n${copy}\n`);
  await chmod(join(folder, "mvn"), 0o755);
}
