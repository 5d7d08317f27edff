import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Analyzer, packAnalyzer } from "../helpers/analyzer";
import { handMade, withProps } from "../helpers/hand-made-stack";

const root = join(__dirname, "..", "..");
const run = promisify(execFile);
const open = withProps(handMade.task, { networkMode: "host" });

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The last two compile the source: the compiler that Pulumi's SDK brings is of 2020. */
const NEEDED = ["@pulumi/policy", "@pulumi/pulumi", "fastest-levenshtein", "ts-node", "typescript"];

describe("policy bundle", () => {
  let folder: string;
  let bundled: Analyzer | undefined;

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(join(tmpdir(), "policy-pack-"));
    await run(process.execPath, [join(root, "scripts", "policy-bundle.mjs"), join(folder, "pack"), "--pack"]);
    bundled = await Analyzer.start(join(folder, "pack"));
  });
  after(async () => {
    await bundled?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("starts in a folder with nothing around it and has the same policies as the source", async function () {
    this.timeout(60_000); // the source is compiled first
    assert.deepEqual(bundled?.policies, (await packAnalyzer()).policies);
  });

  it("finds what the source finds", async () => {
    assert.deepEqual(await bundled?.reports([open]), await (await packAnalyzer()).reports([open]));
  });

  it("carries the licences of what is in it, and no path of the computer that made it", async () => {
    assert.ok((await stat(join(folder, "pack", "LICENSE"))).size > 0);
    const code = await readFile(join(folder, "pack", "index.js"), "utf8");
    assert.ok(!code.includes(root));
  });

  it("is one file with its version and checksum, from which it runs as it is", async function () {
    this.timeout(60_000);
    const { version } = JSON.parse(await readFile(join(root, "policy", "package.json"), "utf8")) as Manifest;
    const name = `distributed-fiji-policy-${version}.tgz`;
    const sum = createHash("sha256")
      .update(await readFile(join(folder, name)))
      .digest("hex");
    assert.equal(await readFile(join(folder, `${name}.sha256`), "utf8"), `${sum}  ${name}\n`);
    await mkdir(join(folder, "out"));
    await run("tar", ["-xzf", join(folder, name), "-C", join(folder, "out")]);
    const unpacked = join(folder, "out", "package");
    assert.deepEqual((await readdir(unpacked)).sort(), [
      "LICENSE",
      "PulumiPolicy.yaml",
      "README.md",
      "configs",
      "index.js",
      "index.js.LEGAL.txt",
      "node_modules",
      "package.json",
      "policies.md",
    ]);
    const analyzer = await Analyzer.start(unpacked);
    try {
      assert.deepEqual(await analyzer.reports([open]), await bundled?.reports([open]));
    } finally {
      await analyzer.stop();
    }
  });
});

describe("policy/ alone", () => {
  it("names every package that it needs, in the versions of this repository", async () => {
    const own = JSON.parse(await readFile(join(root, "policy", "package.json"), "utf8")) as Manifest;
    const all = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Manifest;
    assert.deepEqual(Object.keys(own.dependencies), NEEDED);
    const versions = { ...all.devDependencies, ...all.dependencies };
    for (const name of NEEDED) assert.equal(own.dependencies[name], versions[name], name);
  });

  it("runs as a copy with these packages and nothing else around it", async function () {
    this.timeout(120_000);
    const folder = await mkdtemp(join(tmpdir(), "policy-alone-"));
    try {
      await cp(join(root, "policy"), folder, { recursive: true });
      for (const name of NEEDED) {
        await mkdir(dirname(join(folder, "node_modules", name)), { recursive: true });
        await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
      }
      const analyzer = await Analyzer.start(folder);
      try {
        assert.deepEqual(await analyzer.reports([open]), await (await packAnalyzer()).reports([open]));
      } finally {
        await analyzer.stop();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
