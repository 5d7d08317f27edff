import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DOCKERFILE, readContext } from "../../components/image/build-context";
import { WORKER_USER } from "../../components/worker/task-definition";
import { build, docker, filesOf } from "../helpers/image/docker";
import { testImage } from "../helpers/image/test-image";

const REPOSITORY = join(__dirname, "../..");
const MOST_BYTES = 450e6;

interface Inspected {
  readonly Size: number;
  readonly Config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly Entrypoint: readonly string[];
    readonly Healthcheck?: unknown;
    readonly Labels: Readonly<Record<string, string>>;
  };
}

describe("image imagej", function () {
  this.timeout(120_000);
  let image: string;
  let files: readonly string[];
  let facts: Inspected;
  before(async function () {
    image = await testImage(this, "imagej");
    files = await filesOf(image);
    facts = (JSON.parse(await docker("image", "inspect", image)) as [Inspected])[0];
  });

  it("has less than 450 MB", () => {
    console.log(`      ${Math.round(facts.Size / 1e6)} MB`);
    assert.ok(facts.Size < MOST_BYTES, `${facts.Size} bytes`);
  });

  it("starts the worker below tini, as the task definition's user, in UTF-8, without a health check", () => {
    const { User, Env, Entrypoint, Healthcheck, Labels } = facts.Config;
    assert.equal(User, WORKER_USER);
    assert.deepEqual(Entrypoint.slice(0, 3), ["/usr/bin/tini", "-s", "--"]);
    assert.ok(Env.includes("LANG=C.UTF-8") && Env.includes("LC_ALL=C.UTF-8"));
    assert.equal(Healthcheck, undefined);
    assert.equal(Labels["org.opencontainers.image.title"], "Distributed-Fiji worker (ImageJ)");
  });

  it("names its versions", async () => {
    const { "distributed-fiji.imagej": imagej, "distributed-fiji.java": java } = facts.Config.Labels;
    const pom = await readFile(join(REPOSITORY, "worker/engines/imagej/java/pom.xml"), "utf8");
    assert.equal(imagej, /<artifactId>ij<\/artifactId>\s*<version>([^<]+)/u.exec(pom)?.[1]);
    const said = await docker("run", "--rm", "--entrypoint", "java", image, "--version");
    assert.equal(java, /^openjdk (\d+)/u.exec(said)?.[1]);
  });

  it("holds no compiler and no build tool", () => {
    const tools =
      /(^|\/)s?bin\/(javac|jshell|jlink|jar|mvn|gcc|g\+\+|cc|c\+\+|clang|tcc|as|ld|make|cmake|go|rustc)(-\d+)?$/u;
    assert.deepEqual(
      files.filter((path) => tools.test(path)),
      [],
    );
    assert.ok(files.includes("opt/java/bin/java"));
  });

  it("holds no secret: no keys, no credentials, nothing of the repository or a home folder, none in its variables", () => {
    const secrets =
      /(^|\/)(\.npmrc|\.netrc|\.env|\.git|\.aws|\.ssh|\.m2|\.docker|\.pulumi|credentials|Pulumi[^/]*\.yaml|id_[a-z0-9]+|[^/]+\.(key|p12|pfx))(\/|$)/u;
    assert.deepEqual(
      files.filter((path) => secrets.test(path)),
      [],
    );
    const keys = files.filter(
      (path) => /\.pem$/u.test(path) && !/^(etc\/ssl|usr\/lib\/ssl|usr\/share\/ca-certificates)\//u.test(path),
    );
    assert.deepEqual(keys, []);
    assert.deepEqual(
      files.filter((path) => /^(work|tmp|root|home\/dfiji)\/.*[^/]$/u.test(path) && !/\/\.(bash|profile)/u.test(path)),
      [],
    );
    assert.deepEqual(
      facts.Config.Env.filter((pair) => /KEY|TOKEN|SECRET|PASSWORD|AWS_/iu.test(pair.split("=")[0] ?? "")),
      [],
    );
  });

  it("of our own holds the worker, the build's smoke job and the ImageJ host, and nothing else", () => {
    const ours = files
      .filter((path) => /^opt\/dfiji\/.*[^/]$/u.test(path))
      .map((path) => path.slice("opt/dfiji/".length));
    assert.deepEqual(ours.map((path) => path.replace(/-[\d._]+\.jsa/u, ".jsa")).sort(), [
      ...["classes-none.jsa", "classes-virtual.jsa", "ij.jar", "imagej-host.jar", "json.jar"].map(
        (name) => `imagej/${name}`,
      ),
      "imagej/state.txt",
      ...["smoke.js", "worker.js", "worker.js.map"],
    ]);
  });

  it("lacks no library that its programs and Java load, sound and card readers apart", async () => {
    const list = `for f in /opt/java/lib/*.so /usr/bin/Xvfb /usr/bin/xkbcomp /usr/bin/openbox; do ldd "$f" | grep 'not found' | sed "s#^#$f#"; done`;
    const missing = (await docker("run", "--rm", "--entrypoint", "sh", image, "-c", list)).split("\n").filter(Boolean);
    assert.deepEqual(
      missing.filter((line) => !/lib(j2pcsc|jsound)\.so|lib(jvm|awt|jawt|java)\.so =>/u.test(line)),
      [],
    );
  });

  for (const way of ["none", "virtual"]) {
    it(`starts ImageJ with the class archive that was made for it (${way})`, async () => {
      const classPath = ["imagej-host", "ij", "json"].map((jar) => `/opt/dfiji/imagej/${jar}.jar`).join(":");
      const start = `java -Xshare:auto -XX:SharedArchiveFile=$(ls /opt/dfiji/imagej/classes-${way}-*.jsa) -Xlog:class+load \
        -Djava.awt.headless=${way === "none"} -cp ${classPath} dfiji.imagej.Host </dev/null || true`; // no display here, and no opened modules
      const log = await docker(
        "run",
        "--rm",
        "--read-only",
        "--tmpfs",
        "/tmp",
        "--entrypoint",
        "sh",
        image,
        "-c",
        start,
      );
      assert.match(log, /dfiji\.imagej\.Host source: shared objects file \(top\)/u);
    });
  }
});

describe("context of the image's build", function () {
  this.timeout(120_000);
  let folder: string;
  before(async function () {
    await testImage(this, "imagej");
    folder = await mkdtemp(join(tmpdir(), "dfiji-context-"));
  });
  after(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it("is for Docker what it is for the image's tag, file by file", async () => {
    const dockerfile = join(folder, "Dockerfile");
    await writeFile(dockerfile, "FROM scratch\nCOPY . /context/\n");
    const { code, stderr } = await build({ tag: "dfiji-test:context", dockerfile });
    assert.equal(code, 0, stderr);
    const seen = (await filesOf("dfiji-test:context")).filter((path) => /^context\/.*[^/]$/u.test(path));
    const hashed = readContext(REPOSITORY).map(({ path }) => path);
    assert.deepEqual(
      seen.map((path) => path.slice("context/".length)).sort(),
      hashed.filter((path) => path !== DOCKERFILE).sort(),
    );
  });
});
