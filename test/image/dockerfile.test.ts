import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const DOCKER = join(__dirname, "../../docker");
const read = (name: string): string => readFileSync(join(DOCKER, name), "utf8");
/** Without comments. */
const steps = (text: string): string => text.replace(/^#.*$/gmu, "");
const dockerfile = steps(read("Dockerfile"));

describe("docker/Dockerfile", () => {
  it("names no processor: what it downloads and installs is chosen by the base's own", () => {
    for (const name of ["Dockerfile", "add-plugins.sh", "collect.sh", "get-fiji.sh"]) {
      assert.doesNotMatch(steps(read(name)), /amd64|x86|x64|aarch64|arm64|linux-gnu|--platform|TARGETARCH/iu, name);
    }
  });

  it("takes its base by the digest of an index, and everything else from there, Debian and Maven Central", () => {
    assert.match(dockerfile, /^ARG BASE=[a-z0-9:.-]+@sha256:[0-9a-f]{64}$/mu);
    const stages = new Set([...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gmu)].map(([, name]) => name));
    const from = [...dockerfile.matchAll(/^FROM (\S+)|--from=(\S+)/gmu)].map(([, base, stage]) => base ?? stage);
    assert.ok(stages.size >= 6);
    assert.deepEqual(
      from.filter((name) => name !== "${BASE}" && !stages.has(name)),
      [],
    );
    assert.doesNotMatch(dockerfile, /^ADD|https?:\/\//mu);
  });

  it("copies only what exists in the repository or is built into dist/, and what .dockerignore lets in", () => {
    const root = join(DOCKER, "..");
    const letIn = readFileSync(join(root, ".dockerignore"), "utf8")
      .split("\n")
      .flatMap((line) => (line.startsWith("!") ? [line.slice(1)] : []));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gmu)].flatMap(([, sources = ""]) =>
      sources.split(" "),
    );
    assert.ok(copied.length >= 6, copied.join());
    for (const source of copied) {
      const path = source.replace(/\/$/u, "");
      assert.ok(path.startsWith("dist/") || existsSync(join(root, path)), `${path} does not exist`);
      assert.ok(letIn.includes(path) || letIn.includes(`${path}/**`), `.dockerignore keeps ${path} out`);
    }
  });

  it("makes target imagej without a stage that needs a Fiji, also where a builder makes every stage before the target", () => {
    assert.ok(dockerfile.indexOf(" AS imagej") < dockerfile.indexOf(" AS fiji-files"));
  });

  it("uses nothing that only one of Docker's two builders has", () => {
    assert.doesNotMatch(dockerfile, /--mount=|--link|--chmod=|<<|^\s*#\s*syntax=/mu);
  });
});
