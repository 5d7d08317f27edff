import assert from "node:assert/strict";
import { architectureOf, architectureProblems, imageProblems, partsOf } from "../../../policy/rules/image";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("image rule", () => {
  for (const image of [`fiji@${DIGEST}`, `host:5000/a/fiji:v1@${DIGEST}`]) {
    it(`takes ${image} of any repository`, () => {
      assert.deepEqual(imageProblems({ image, immutable: undefined }), []);
    });
  }

  for (const tag of ["3f2a6c0d9b1e", "worker-3f2a6c0d9b1e", "0123456789abcdef".repeat(4)]) {
    it(`takes content tag ${tag} where tags are immutable, and only there`, () => {
      const image = `fiji:${tag}`;
      assert.deepEqual(imageProblems({ image, immutable: true }), []);
      const cure = "name it by digest (fiji@sha256:…)";
      assert.deepEqual(imageProblems({ image, immutable: false }), [
        `image "${image}" is in a repository that lets tags be overwritten; ${cure} or set its imageTagMutability to "IMMUTABLE"`,
      ]);
      assert.deepEqual(imageProblems({ image, immutable: undefined }), [
        `image "${image}" is in a repository not of this stack; ${cure}`,
      ]);
    });
  }

  for (const [image, why] of Object.entries({
    fiji: "has no tag, which means latest",
    "fiji:latest": 'can change under its tag "latest"',
    "fiji:1.54f": 'can change under its tag "1.54f"',
    "fiji:20240131": 'can change under its tag "20240131"',
    [`fiji@${DIGEST.slice(0, -1)}`]: "has no tag, which means latest",
  })) {
    it(`refuses ${image} even where tags are immutable`, () => {
      assert.deepEqual(imageProblems({ image, immutable: true }), [
        `image "${image}" ${why}; name it by digest (fiji@sha256:…)`,
      ]);
    });
  }

  it("tells a port from a tag", () => {
    assert.deepEqual(partsOf("host:5000/a/b"), { repository: "host:5000/a/b" });
    assert.deepEqual(partsOf("host:5000/a/b:c"), { repository: "host:5000/a/b", tag: "c" });
    assert.deepEqual(partsOf("b"), { repository: "b" });
  });
});

describe("architecture rule", () => {
  it("refuses each type of another processor once, and lets unknown types be", () => {
    assert.deepEqual(architectureProblems("x86_64", ["m5.large", "m6g.large", "m6g.large", "m99.large"]), [
      "made for x86_64, but m6g.large is arm64; take x86_64 types only, or make the image for arm64",
    ]);
    assert.deepEqual(architectureProblems("arm64", ["m6g.large"]), []);
  });

  for (const [text, architecture] of Object.entries({
    X86_64: "x86_64",
    ARM64: "arm64",
    "linux/amd64": "x86_64",
    "linux/arm64": "arm64",
    "linux/arm64/v8": "arm64",
    aarch64: "arm64",
  })) {
    it(`reads ${text}`, () => assert.equal(architectureOf(text), architecture));
  }

  it("does not guess", () => {
    assert.equal(architectureOf("linux/riscv64"), undefined);
    assert.equal(architectureOf(""), undefined);
  });
});
