import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type CliError } from "../../../cli/shared/exit";
import { StackScript, type StackScriptDeps } from "../../../cli/submit/stack-script";

const SOURCE = "print(1);";
const SHA256 = createHash("sha256").update(SOURCE).digest("hex");
const ADDRESS = "https://example.org/a/count.ijm?version=2";

describe("the script of a stack", () => {
  const deps = (changes: Partial<StackScriptDeps> = {}): StackScriptDeps => ({
    openBucket: async (bucket) => ({
      getText: async (key) => (bucket === "b" && key === "scripts/count 1.ijm" ? SOURCE : undefined),
    }),
    fetch: async (address) =>
      new Response(address === ADDRESS ? SOURCE : null, { status: address === ADDRESS ? 200 : 404 }),
    ...changes,
  });
  const script = (place: string, sha256?: string, changes?: Partial<StackScriptDeps>) =>
    new StackScript(place, sha256, "/home/me", deps(changes));
  const refused = (made: Promise<string>, exitCode: number, text: RegExp) =>
    assert.rejects(made, (error: CliError) => error.exitCode === exitCode && text.test(error.message));

  it("is a path relative to where the command runs", async () => {
    assert.equal(await script("scripts/count.ijm").path(), "/home/me/scripts/count.ijm");
  });

  it("is fetched from a bucket or a server under its own name, and goes with dispose", async () => {
    for (const [place, name] of [
      ["s3://b/scripts/count 1.ijm", /^count 1\.ijm$/],
      [ADDRESS, /^count\.ijm$/],
    ] as const) {
      const fetched = script(place, SHA256);
      const path = await fetched.path();
      assert.equal(await readFile(path, "utf8"), SOURCE);
      assert.match(basename(path), name);
      await fetched.dispose();
      assert.equal(existsSync(path), false);
    }
  });

  it("is refused when it is another one than the stack was made with", () =>
    refused(script(ADDRESS, "0".repeat(64)).path(), 2, new RegExp(`has the SHA-256 ${SHA256}`)));

  it("says why it cannot be fetched", async () => {
    await refused(script("s3://b/none.ijm").path(), 3, /s3:\/\/b\/none\.ijm cannot be fetched: it is not there/);
    await refused(script("https://example.org/none").path(), 3, /the server says 404/);
    const broken = { fetch: () => Promise.reject(new Error("getaddrinfo ENOTFOUND")) };
    await refused(script(ADDRESS, undefined, broken).path(), 3, /ENOTFOUND/);
  });
});
