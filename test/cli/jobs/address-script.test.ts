import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { type AddressDeps, readPinnedScript } from "../../../cli/jobs/address-script";
import { type PlanRequest } from "../../../cli/jobs/make/plan-request";
import { CliError } from "../../../cli/shared/exit";
import { plan, problemsOf } from "./planning";

const SOURCE = '#@ File (style="directory") input\nprint(input);\n';
const SHA256 = createHash("sha256").update(SOURCE).digest("hex");
const deps: AddressDeps = {
  openBucket: async (bucket) => ({ read: async (key) => Readable.from([bucket === "b" ? SOURCE : key]) }),
  fetch: async () => new Response(SOURCE),
};
const openScript: NonNullable<PlanRequest["openScript"]> = (address, sha256) => readPinnedScript(address, sha256, deps);
const JOBS = { groups: [{ Well: "A01" }], input: "{Well}.tif" };
const refusedWith = async (address: string, sha256: string | undefined): Promise<CliError> => {
  try {
    await readPinnedScript(address, sha256, deps);
  } catch (error) {
    assert.ok(error instanceof CliError);
    return error;
  }
  return assert.fail("it was read");
};

describe("a script at an address", () => {
  for (const address of ["s3://b/scripts/count.ijm", "https://example.org/a/count.ijm?signature=secret"]) {
    it(`is that of the job file: ${address.slice(0, 8)}`, async () => {
      await plan(
        { ...JOBS, script: address, scriptSha256: SHA256.toUpperCase() },
        { request: { openScript } },
        async (made) => {
          assert.deepEqual(made.problems, []);
          assert.deepEqual([made.script?.name, made.script?.sha256], ["count.ijm", SHA256]);
          assert.doesNotMatch(made.script?.from ?? "", /secret/);
        },
      );
    });
    it(`is that of the command line: ${address.slice(0, 8)}`, async () => {
      const request = { openScript, scriptFile: address, scriptSha256: SHA256 };
      await plan(JOBS, { request }, async ({ script }) => assert.equal(script?.bytes.toString(), SOURCE));
    });
  }

  it("is refused without a digest, with another one, and over http", async () => {
    const unpinned = await refusedWith("https://example.org/count.ijm", undefined);
    assert.match(unpinned.message, /is refused: the job file names no scriptSha256/);
    const other = await refusedWith("s3://c/count.ijm", SHA256);
    assert.match(other.message, /^the script s3:\/\/c\/count\.ijm has the SHA-256 [0-9a-f]{64}$/);
    const open = await refusedWith("http://example.org/count.ijm", SHA256);
    assert.match(open.message, /anyone on the way can change it; allowed are https:\/\/ and s3:\/\//);
  });

  it("and a file, too, is not taken for another than scriptSha256 names", async () => {
    const situation = { files: { "count.ijm": "print(1);" } };
    const problems = await problemsOf({ ...JOBS, script: "count.ijm", scriptSha256: SHA256 }, situation);
    assert.match(problems.join(), /its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64} \(scriptSha256\)/);
  });
});

describe("a job file without `input`", () => {
  const AWS: Partial<PlanRequest> = { place: "aws", preview: false };
  const groups = [{ Well: "A01" }];

  it("is refused for AWS with both cures, whether or not the script asks for a folder", async () => {
    const cure = "the job file names no input: give `input`, or set mountBucket in the stack";
    assert.deepEqual(await problemsOf({ groups }, { script: "print(1);", request: AWS }), [cure]);
    assert.deepEqual(await problemsOf({ groups }, { script: '#@ File (style="directory") input\n', request: AWS }), [
      `line 1 of the script asks for input, but ${cure}`,
    ]);
  });

  it("is taken with a mounted bucket, and on one computer with a note", async () => {
    const script = "print(1);";
    assert.deepEqual(await problemsOf({ groups }, { script, request: { ...AWS, mountBucket: true } }), []);
    await plan({ groups }, { script, request: { preview: false } }, async ({ problems, notes }) => {
      assert.deepEqual(problems, []);
      assert.deepEqual(notes, [
        "the job file has no `input`: each job may read the whole input folder. On AWS give `input`, or set mountBucket",
      ]);
    });
  });
});
