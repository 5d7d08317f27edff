import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Marker, parseMarker } from "../../../worker/contract/marker";
import { buildCli, type CliResult, runCli } from "../../helpers/built-cli";

const SCRIPT = `#@ File (style="directory") output
File.saveString("Area\\n1\\n", output + "/t.csv");
`;
const WARNING =
  /^warning: 2 results were made by an earlier version and may be wrong \(rows lost, defaults for values\): /gm;

describe("dfiji local on results of an earlier version", function () {
  this.timeout(240_000);
  let folder: string;
  before(async () => {
    await buildCli();
    folder = await mkdtemp(join(tmpdir(), "dfiji-older-"));
    await mkdir(join(folder, "images"));
    for (const name of ["a", "b", "c"]) await writeFile(join(folder, "images", `${name}.txt`), name);
    await writeFile(join(folder, "t.ijm"), SCRIPT);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const local = (...more: readonly string[]): Promise<CliResult> => {
    const places = ["--input", join(folder, "images"), "--output", join(folder, "out"), "--pattern", "{Image}.txt"];
    const how = ["--script", join(folder, "t.ijm"), "--display", "none", "--copies", "1"];
    return runCli(["local", ...places, ...how, ...more]);
  };
  const read = (...words: readonly string[]): Promise<CliResult> => runCli([...words, "--output", join(folder, "out")]);
  const done = () => join(folder, "out/.dfiji/done");
  const markers = async (): Promise<Map<string, Marker>> => {
    const files = (await readdir(done())).sort();
    return new Map(
      await Promise.all(
        files.map(async (file) => [file, parseMarker(await readFile(join(done(), file), "utf8"), file)] as const),
      ),
    );
  };
  /** Takes out what markers of earlier versions did not have. */
  const makeOlder = async (images: readonly string[]): Promise<void> => {
    for (const [file, { engine: _, display: __, ...older }] of await markers()) {
      if (images.includes(older.group["Image"] ?? "")) await writeFile(join(done(), file), JSON.stringify(older));
    }
  };
  const summaryOf = ({ stdout }: CliResult): Record<string, unknown> =>
    JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;

  it("names engine, versions and the way that was taken in each marker", async () => {
    const { code, stdout, stderr } = await local();
    assert.equal(code, 0, stdout + stderr);
    for (const { engine, display, versions } of (await markers()).values()) {
      assert.deepEqual([engine, display, versions["imagej"]], ["imagej", "none", "1.54f"]);
    }
  });

  it("counts them as done, says once how many they are, and as a number in JSON", async () => {
    await makeOlder(["a", "c"]);
    const { code, stderr, stdout } = await local();
    assert.equal(code, 0);
    assert.match(stderr, /0 jobs to run .*3 are done already/);
    assert.equal((stdout + stderr).match(WARNING)?.length, 1, stdout + stderr);
    assert.match(stderr, /: the same command with --force runs the jobs again$/m);
    const { olderResults, skipped } = summaryOf(await local("--json"));
    assert.deepEqual([olderResults, skipped], [2, 3]);
  });

  it("counts them as done also when this run would take the other way", async () => {
    const { stderr } = await local("--display", "auto");
    assert.match(stderr, /0 jobs to run .*3 are done already/);
  });

  it("leaves them out of no count of status, and collect does not mix them with the new one", async () => {
    const status = await read("status");
    assert.match(status.stdout, /^done {5}3$/m);
    assert.equal(status.stderr.match(WARNING)?.length, 1, status.stderr);
    const refused = await read("collect", "t.csv");
    assert.deepEqual([refused.code, refused.stdout], [2, ""]);
    assert.match(refused.stderr, /^2 of the earlier version .*, 1 of later ones$/m);
    const mixed = await read("collect", "t.csv", "--mixed");
    assert.equal(mixed.code, 0);
    assert.equal(mixed.stdout, "Image,OlderVersion,Area\na,true,1\nb,false,1\nc,true,1\n");
  });

  it("runs them again with --force, and then nothing is said any more", async () => {
    const { code, stdout, stderr } = await local("--force", "--json");
    assert.equal(code, 0, stdout + stderr);
    assert.doesNotMatch(stdout + stderr, /earlier version/);
    const { done: count, olderResults } = summaryOf({ code, stdout, stderr });
    assert.deepEqual([count, olderResults], [3, 0]);
    assert.deepEqual(
      [...(await markers()).values()].map(({ display }) => display),
      ["none", "none", "none"],
    );
    const collected = await read("collect", "t.csv");
    assert.deepEqual([collected.code, collected.stdout], [0, "Image,Area\na,1\nb,1\nc,1\n"]);
    assert.doesNotMatch(collected.stderr, /earlier version/);
  });
});
