import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type CliError } from "../../../cli/shared/exit";
import { type AddressDeps } from "../../../cli/jobs/address-script";
import { readStackScript } from "../../../cli/submit/stack-script";
import { NoSuchObjectError } from "../../../worker/storage/store";

const SOURCE = "print(1);";
const SHA256 = createHash("sha256").update(SOURCE).digest("hex");
const ADDRESS = "https://example.org/a/count.ijm?version=2";

describe("the script of a deployment", () => {
  let root: string;
  let folder: string;
  let asked: string[];
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "dfiji-deployment-"));
    folder = join(root, "from-a-colleague");
    await mkdir(join(folder, "scripts/folder.ijm"), { recursive: true });
    await writeFile(join(folder, "scripts/count.ijm"), SOURCE);
    await writeFile(join(folder, "..hidden.ijm"), SOURCE);
    await mkdir(join(root, "home"));
    await writeFile(join(root, "home/id_rsa"), "PRIVATE KEY");
    await symlink("../home/id_rsa", join(folder, "link.ijm"));
    await symlink("../home", join(folder, "linked"));
    await symlink("scripts/count.ijm", join(folder, "newest.ijm"));
    execFileSync("mkfifo", [join(folder, "pipe.ijm")]);
    await writeFile(join(folder, "huge.ijm"), "");
    await truncate(join(folder, "huge.ijm"), 16 * 2 ** 20 + 1);
  });
  after(() => rm(root, { recursive: true }));
  beforeEach(() => (asked = []));

  const answers: Record<string, () => Response> = {
    [ADDRESS]: () => new Response(SOURCE),
    "https://example.org/moved": () => Response.redirect("https://example.org/a/count.ijm?version=2", 302),
    "https://example.org/relative": () => new Response(null, { status: 301, headers: { location: "/moved" } }),
    "https://example.org/inside": () => Response.redirect("http://169.254.169.254/latest/meta-data/", 302),
    "https://example.org/circle": () => Response.redirect("https://example.org/circle", 302),
    "https://example.org/endless": () => new Response(Readable.toWeb(endless()) as ReadableStream),
  };
  const deps = (changes: Partial<AddressDeps> = {}): AddressDeps => ({
    openBucket: async (bucket) => ({
      read: async (key) => {
        asked.push(`s3://${bucket}/${key}`);
        if (bucket === "b" && key === "scripts/count 1.ijm") return Readable.from([SOURCE]);
        throw new NoSuchObjectError(key);
      },
    }),
    fetch: async (address) => {
      asked.push(address);
      return answers[address]?.() ?? new Response(null, { status: 404 });
    },
    ...changes,
  });
  const read = (script: string, sha256?: string, changes?: Partial<AddressDeps>) =>
    readStackScript({ script, sha256, folder }, deps(changes));
  const refused = async (made: Promise<unknown>, exitCode: number, text: RegExp) => {
    await assert.rejects(made, (error: CliError) => {
      assert.match(error.message, text);
      assert.equal(error.exitCode, exitCode, error.message);
      return true;
    });
  };

  it("is a file below the deployment's folder, also by a link that stays there", async () => {
    for (const [script, name] of [
      ["scripts/count.ijm", "count.ijm"],
      ["./scripts/count.ijm", "count.ijm"],
      ["newest.ijm", "newest.ijm"],
      ["..hidden.ijm", "..hidden.ijm"],
    ] as const) {
      for (const sha256 of [SHA256, undefined]) {
        const found = await read(script, sha256);
        assert.deepEqual(
          [found.name, found.from, found.bytes.toString()],
          [name, join(folder, script), SOURCE],
          `${script} ${sha256}`,
        );
      }
    }
    assert.deepEqual(asked, []);
  });

  for (const [what, script, text] of [
    ["an absolute path", "/etc/hostname", /must be below the folder of the deployment file/],
    ["a path that climbs", "../home/id_rsa", /must be below the folder of the deployment file \(.*from-a-colleague\)/],
    ["a path that climbs in its middle", "scripts/../../home/id_rsa", /without "\.\."/],
    ["a link out of the folder", "link.ijm", /is a link to .*home\/id_rsa, outside/],
    ["a file behind a linked folder", "linked/id_rsa", /is a link to .*home\/id_rsa, outside/],
    ["a pipe", "pipe.ijm", /is not a regular file/],
    ["a folder", "scripts/folder.ijm", /is not a regular file/],
    ["an address without TLS", "http://127.0.0.1/a.ijm", /anyone on the way can change it; allowed are https:/],
    ["an address without TLS in capitals", "HTTP://127.0.0.1/a.ijm", /anyone on the way can change it/],
    ["a file's address", "file:///etc/hostname", /allowed are https:\/\/ and s3:\/\//],
    ["a bucket without a key", "s3://b", /allowed are https:\/\/ and s3:\/\//],
  ] as const) {
    it(`is refused as ${what}, with or without its digest, and nothing is asked`, async () => {
      await refused(read(script), 2, text);
      await refused(read(script, SHA256), 2, text);
      assert.deepEqual(asked, []);
    });
  }

  it("is refused as an address whose content is not fixed by a digest", async () => {
    for (const script of ["s3://b/scripts/count 1.ijm", ADDRESS]) {
      await refused(read(script), 2, /the deployment names no scriptSha256/);
    }
    assert.deepEqual(asked, []);
  });

  it("is fetched from a bucket or a server under its own name, without the address's query in messages", async () => {
    for (const [script, name, from] of [
      ["s3://b/scripts/count 1.ijm", "count 1.ijm", "s3://b/scripts/count 1.ijm"],
      [ADDRESS, "count.ijm", "https://example.org/a/count.ijm?…"],
    ] as const) {
      const found = await read(script, SHA256);
      assert.deepEqual([found.name, found.from, found.bytes.toString()], [name, from, SOURCE]);
    }
  });

  it("follows redirects by https only", async () => {
    const found = await read("https://example.org/relative", SHA256);
    assert.deepEqual([found.name, found.bytes.toString()], ["relative", SOURCE]);
    assert.deepEqual(asked, ["https://example.org/relative", "https://example.org/moved", ADDRESS]);
    asked = [];
    await refused(read("https://example.org/inside", SHA256), 2, /it redirects to http:\/\/169\.254\.169\.254/);
    assert.deepEqual(asked, ["https://example.org/inside"]);
    await refused(read("https://example.org/circle", SHA256), 3, /it redirects more than 5 times/);
  });

  it("is refused when it is another one than the stack was made with, wherever it is", async () => {
    for (const script of ["scripts/count.ijm", ADDRESS, "s3://b/scripts/count 1.ijm"]) {
      await refused(read(script, "0".repeat(64)), 2, new RegExp(`has the SHA-256 ${SHA256}`));
    }
  });

  it("is read to 16 MiB and no further", async () => {
    await refused(read("huge.ijm"), 3, /it has more than 16 MiB/);
    await refused(read("https://example.org/endless", SHA256), 3, /it has more than 16 MiB/);
  });

  it("says why it cannot be read", async () => {
    await refused(read("none.ijm"), 3, /script none\.ijm cannot be read: no such file in .*from-a-colleague/);
    await refused(read("s3://b/none.ijm", SHA256), 3, /s3:\/\/b\/none\.ijm cannot be read: "none\.ijm" does not exist/);
    await refused(read("https://example.org/none", SHA256), 3, /the server answered 404/);
    const broken = { fetch: () => Promise.reject(new Error("getaddrinfo ENOTFOUND")) };
    await refused(read(ADDRESS, SHA256, broken), 3, /ENOTFOUND/);
  });
});

function endless(): Readable {
  const piece = Buffer.alloc(2 ** 20);
  return new Readable({
    read() {
      this.push(piece);
    },
  });
}
