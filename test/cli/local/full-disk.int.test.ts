import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../../cli/main";
import { buildCli } from "../../helpers/built-cli";
import { FakeIo } from "../../helpers/cli-io";
import { smallDisk, type SmallDisk } from "../../helpers/small-disk";

const MIB = 2 ** 20;

describe("dfiji local on a small disk", function () {
  this.timeout(120_000);
  let folder: string;
  let disk: SmallDisk;
  before(buildCli);
  beforeEach(async function () {
    const mounted = await smallDisk(32);
    if (mounted === undefined) return this.skip();
    disk = mounted;
    folder = await mkdtemp(join(tmpdir(), "dfiji-images-"));
    for (const name of ["a", "b", "c"]) await writeFile(join(folder, `${name}.csv`), "image");
  });
  afterEach(async () => {
    await disk?.unmount();
    await rm(folder, { recursive: true, force: true });
  });

  const local = async (shell: string, ...more: string[]) => {
    const io = new FakeIo(folder);
    const jobFile = join(folder, "jobs.json");
    await writeFile(jobFile, JSON.stringify({ grid: { N: "1..3" }, input: "a.csv" }));
    const places = ["--input", folder, "--output", join(disk.folder, "out"), "--copies", "1", "--no-check-images"];
    const code = await main(
      [
        "local",
        jobFile,
        ...places,
        ...more,
        "--engine",
        "command",
        "--",
        "sh",
        "-c",
        shell,
        "sh",
        "{output}",
        disk.folder,
      ],
      io,
    );
    return { code, text: [...io.err, ...io.out].join("\n") };
  };
  const RESULT = 'echo 1 > "$1/r"';
  const FILL = 'head -c 40000000 /dev/zero > "$2/of-somebody-else"; echo 1 > "$1/r"';
  const TOO_LARGE = 'head -c 40000000 /dev/zero > "$1/r"';
  const FREE = /free at least \d+ MiB more on the disk of \//;
  const SHOWN =
    /^disk-full: the disk was full during the run: .*free at least \d+ MiB more on the disk of .*Jobs wait/m;
  const ENDED = /^Not everything was run: no job runs and none fits on the disk \(disk-full: /m;

  const CASES: readonly [what: string, make: () => unknown, shell: string, said: readonly RegExp[]][] = [
    [
      "has no byte left",
      () => disk.fill(0),
      RESULT,
      [/^dfiji: the disk of \/.*\/out is full$/m, /^free some room there/m],
    ],
    ["others have filled before it", () => disk.fill(MIB), RESULT, [/the disk of .* has 0 MiB free; at least 2/, FREE]],
    ["others fill while a job runs", () => undefined, FILL, [SHOWN, FREE]],
    ["is too small for the results of each job", () => undefined, TOO_LARGE, [SHOWN, FREE, ENDED]],
  ];
  for (const [what, make, shell, said] of CASES) {
    it(`that ${what} ends with 3 and what to do, and runs again when there is room`, async () => {
      await make();
      const { code, text } = await local(shell);
      assert.equal(code, 3, text);
      for (const line of said) assert.match(text, line);
      assert.doesNotMatch(text, /DEBUG=dfiji/);
      await disk.free();
      const again = await local(RESULT);
      assert.equal(again.code, 0, again.text);
      assert.match(again.text, /^dfiji: 3 done, 0 failed, 0 not run, /m);
    });
  }

  it("that is read-only is called so", async () => {
    disk.makeReadOnly();
    const { code, text } = await local(RESULT);
    assert.equal(code, 2);
    assert.match(text, /--output is .*\/out: it .* read-only$/);
  });
});
