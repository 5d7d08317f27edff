import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readContext } from "../../../components/image/build-context";
import { stageContext } from "../../../components/image/stage-context";

const FILES: Readonly<Record<string, string>> = {
  ".dockerignore": "**\n!docker/run.sh\n!docker/plugins/**\n!dist/worker.js\n",
  "docker/Dockerfile": "FROM scratch\n",
  "docker/run.sh": "#!/bin/sh\n",
  "docker/plugins/sub/a.jar": "a",
  "dist/worker.js": "worker",
};

describe("the staged context of an image", () => {
  const clones: string[] = [];
  afterEach(() => clones.splice(0).forEach((clone) => rmSync(clone, { recursive: true })));

  /** The repository as git writes it with this umask at this time (seconds). */
  function clone(umask: number, time: number, changes: Readonly<Record<string, string>> = {}): string {
    const root = mkdtempSync(join(tmpdir(), "dfiji-clone-"));
    clones.push(root);
    for (const [path, text] of Object.entries({ ...FILES, ...changes })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      chmodSync(join(root, path), (path.endsWith(".sh") ? 0o777 : 0o666) & ~umask);
      utimesSync(join(root, path), time, time);
    }
    for (const folder of ["docker", "docker/plugins", "docker/plugins/sub", "dist"]) {
      chmodSync(join(root, folder), 0o777 & ~umask);
      utimesSync(join(root, folder), time, time);
    }
    return root;
  }

  const stage = (root: string) => stageContext(root, readContext(root));
  /** Names, modes, times and bytes of all files and folders; owners are of no account to Docker. */
  const tarDigest = (folder: string): string =>
    createHash("sha256")
      .update(execFileSync("tar", ["--sort=name", "--owner=0", "--group=0", "-C", folder, "-cf", "-", "."]))
      .digest("hex");

  it("is equal to the byte from two clones with other umask and times, in a folder of the same name", () => {
    const [one, other] = [clone(0o022, 1_000_000_000), clone(0o077, 1_500_000_000)];
    assert.notEqual(tarDigest(join(one, "docker")), tarDigest(join(other, "docker")), "the clones differ");
    const location = stage(one);
    assert.equal(stage(other), location);
    assert.equal(tarDigest(join(one, location)), tarDigest(join(other, location)));
    const modes = ["docker", "docker/run.sh", "docker/Dockerfile"].map(
      (path) => statSync(join(one, location, path)).mode,
    );
    assert.deepEqual(modes, [0o40755, 0o100755, 0o100644]);
  });

  it("is made once, and in another folder when a file changes", () => {
    const root = clone(0o022, 1_000_000_000);
    const location = stage(root);
    assert.equal(stage(root), location);
    assert.deepEqual(readdirSync(join(root, "dist/image-context")), [location.split("/").at(-1)]);
    assert.notEqual(stage(clone(0o022, 1_000_000_000, { "dist/worker.js": "newer" })), location);
  });
});
