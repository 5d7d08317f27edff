import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../cli/main";
import { buildCli } from "../helpers/built-cli";
import { FakeIo } from "../helpers/cli-io";
import { DAMAGED, WHOLE_IMAGE } from "../helpers/damaged-images";

describe("damaged images on the command line", function () {
  this.timeout(120_000);
  let folder: string;
  const umask = process.umask(0o022); // a folder that a group may write to is not retried without --yes
  after(() => process.umask(umask));
  before(buildCli);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-images-"));
    await mkdir(join(folder, "images"));
    await writeFile(join(folder, "images/whole.tif"), WHOLE_IMAGE);
    for (const [, name, bytes] of DAMAGED) await writeFile(join(folder, "images", name), bytes);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const call = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main(args, io);
    return { code, out: io.out.join("\n"), err: io.err.join("\n") };
  };
  const local = (...options: string[]) => {
    const size = ["sh", "-c", 'cat "$1"/*.tif | wc -c > "$2/size.txt"', "sh", "{input}", "{output}"];
    const places = ["--input", "images", "--output", "out", "--copies", "1"];
    return call("local", ...places, "--engine", "command", ...options, "--", ...size);
  };
  const assertNamed = (text: string): void => {
    for (const [, name, , reason] of DAMAGED) {
      const line = text.split("\n").find((one) => one.includes(`"${name}" is damaged: `)) ?? "";
      assert.match(line, reason, text);
    }
  };
  const sizeOf = async (job: string): Promise<number> =>
    Number(await readFile(join(folder, "out", job, "size.txt"), "utf8"));
  const count = DAMAGED.length;

  it("are named by dfiji jobs --check-images, which ends with 2, and by no plain dfiji jobs", async () => {
    const checked = await call("jobs", "--input", "images", "--check-images");
    assert.equal(checked.code, 2);
    assertNamed(checked.err);
    assert.match(checked.err, new RegExp(`^${count + 1} files checked, ${count} damaged$`, "m"));
    const plain = await call("jobs", "--input", "images");
    assert.deepEqual([plain.code, plain.err.includes("damaged")], [0, false]);
  });

  it("fail at their first attempt in dfiji local, named before the first job; failures --retry checks them again", async () => {
    const run = await local("--max-attempts", "3");
    assert.equal(run.code, 1, run.err);
    assert.match(run.out, new RegExp(`^dfiji: 1 done, ${count} failed, 0 not run, `, "m"));
    const warned = new RegExp(`warning: ${count} of ${count + 1} files are damaged or not for ImageJ`);
    assert.match(`${run.out}\n${run.err}`, warned);
    assertNamed(run.err);
    assert.equal(await sizeOf("whole.tif"), WHOLE_IMAGE.length);

    const listed = await call("failures", "--output", "out", "--json");
    const failed = listed.out.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      failed.map((one) => [one["class"], one["receiveCount"]]),
      DAMAGED.map(() => ["input-damaged", 1]),
    );

    for (const [, name] of DAMAGED.slice(1)) await writeFile(join(folder, "images", name), WHOLE_IMAGE);
    const retried = await call("failures", "--output", "out", "--retry");
    assert.equal(retried.code, 1, retried.err);
    assert.match(
      retried.out,
      new RegExp(`^dfiji: ${count - 1} done, 1 failed, 0 not run, \\d+ s, 1 done before$`, "m"),
    );
    assert.match(retried.err, /"cut\.tif" is damaged/);
    assert.equal(await sizeOf("loop.tif"), WHOLE_IMAGE.length);
  });

  it("are run with --no-check-images, at one's own risk", async () => {
    const run = await local("--no-check-images");
    assert.equal(run.code, 0, run.err);
    assert.doesNotMatch(`${run.out}\n${run.err}`, /damaged/);
    assert.equal(await sizeOf("cut.tif"), 4000);
  });
});
