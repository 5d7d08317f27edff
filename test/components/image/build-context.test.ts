import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BuildArguments,
  type ContextFile,
  contextPaths,
  imageTag,
  readContext,
} from "../../../components/image/build-context";

const FILES: readonly ContextFile[] = [
  { path: "docker/Dockerfile", sha256: "a", executable: false },
  { path: "dist/worker.js", sha256: "b", executable: false },
];
const BUILD: BuildArguments = {
  platform: "linux/amd64",
  target: "fiji",
  buildArgs: { FIJI_URL: "u", FIJI_SHA256: "s" },
};

describe("image tag", () => {
  it("is one for one content, in any order", () => {
    const turned = { ...BUILD, buildArgs: { FIJI_SHA256: "s", FIJI_URL: "u" } };
    assert.equal(imageTag([...FILES].reverse(), turned), imageTag(FILES, BUILD));
    assert.match(imageTag(FILES, BUILD), /^[0-9a-f]{20}$/u);
  });

  const [first, second] = FILES as [ContextFile, ContextFile];
  const others: Readonly<Record<string, readonly [readonly ContextFile[], BuildArguments]>> = {
    "a file's bytes": [[first, { ...second, sha256: "c" }], BUILD],
    "a file's name": [[first, { ...second, path: "dist/other.js" }], BUILD],
    "whether a file can be run": [[first, { ...second, executable: true }], BUILD],
    "a file more": [[...FILES, { path: "docker/plugins/a.jar", sha256: "d", executable: false }], BUILD],
    "the platform": [FILES, { ...BUILD, platform: "linux/arm64" }],
    "the target": [FILES, { ...BUILD, target: "imagej" }],
    "an argument's value": [FILES, { ...BUILD, buildArgs: { FIJI_URL: "u", FIJI_SHA256: "t" } }],
    "an argument less": [FILES, { ...BUILD, buildArgs: { FIJI_URL: "u" } }],
  };
  for (const [what, [files, build]] of Object.entries(others)) {
    it(`changes with ${what}`, () => assert.notEqual(imageTag(files, build), imageTag(FILES, BUILD)));
  }
});

describe("image context", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "dfiji-context-"));
    for (const path of ["docker/plugins/sub", "dist"]) mkdirSync(join(root, path), { recursive: true });
    writeFileSync(
      join(root, ".dockerignore"),
      "# nothing but\n**\n!docker/run.sh\n!docker/plugins/**\n!dist/worker.js\n",
    );
    writeFileSync(join(root, "docker/Dockerfile"), "FROM scratch\n");
    writeFileSync(join(root, "docker/run.sh"), "#!/bin/sh\n");
    chmodSync(join(root, "docker/run.sh"), 0o755);
    writeFileSync(join(root, "docker/plugins/sub/a.jar"), "a");
    writeFileSync(join(root, "docker/notes.txt"), "not in the image");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("is what .dockerignore lets in, and the Dockerfile; what is not there is left out", () => {
    assert.deepEqual(
      readContext(root).map(({ path, executable }) => `${path}${executable ? "*" : ""}`),
      ["docker/Dockerfile", "docker/run.sh*", "docker/plugins/sub/a.jar"],
    );
  });

  it("reads .dockerignore line by line, comments and what it keeps out apart", () => {
    assert.deepEqual(contextPaths("**\n # a\n!a/b.js\n!c/**\n\n"), ["a/b.js", "c"]);
  });

  it("holds the worker and the ImageJ host, by the repository's own .dockerignore", () => {
    const paths = readContext(join(__dirname, "../../..")).map(({ path }) => path);
    assert.ok(paths.includes("docker/Dockerfile"));
    assert.deepEqual(
      paths.filter((path) => /test|node_modules|\.git\/|Pulumi/u.test(path)),
      [],
    );
  });
});
