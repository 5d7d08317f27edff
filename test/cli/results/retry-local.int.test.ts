import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../../cli/main";
import { FakeIo } from "../../helpers/cli-io";

const SECRET = "DFIJI_TEST_SECRET";
/** Writes down what it finds in the environment; fails, with text that a terminal would obey, until `$2` is there. */
const SHELL = `printf '%s' "\${${SECRET}-none}" > "$1/secret.txt"
test -e "$2" || { printf 'a\\033[2J\\342\\200\\256gpj\\302\\205z\\n' >&2; exit 1; }`;
const OBEYED = /[\p{Cc}\u202a-\u202e]/u;

describe("failures --retry of a run of this user", function () {
  this.timeout(120_000);
  let folder: string;
  const umask = process.umask(0o022);
  after(() => process.umask(umask));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-retry-"));
    await mkdir(join(folder, "images"));
    await writeFile(join(folder, "images", "a.tif"), "image");
    await writeFile(join(folder, "probe.sh"), SHELL);
    process.env[SECRET] = "hunter2";
  });
  afterEach(async () => {
    delete process.env[SECRET];
    await rm(folder, { recursive: true, force: true });
  });
  const call = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main(args, io);
    const lines = [...io.out, ...io.err];
    for (const line of lines) assert.doesNotMatch(line, OBEYED);
    return { code, text: lines.join("\n"), out: io.out };
  };
  const local = (...options: string[]) => {
    const argv = ["sh", join(folder, "probe.sh"), "{output}", join(folder, "go")];
    const places = ["--input", "images", "--output", "out"];
    return call("local", ...places, "--engine", "command", "--copies", "1", ...options, "--", ...argv);
  };

  for (const given of [false, true]) {
    it(`gives jobs ${given ? "the variable of its own --pass-env" : "no variable that the run had"}`, async () => {
      const run = await local("--pass-env", SECRET);
      assert.equal(run.code, 1, run.text);
      assert.match(run.text, /failed a.*a\\u001b\[2J\\u202egpj\\u0085z/);
      await writeFile(join(folder, "go"), "");
      const retried = await call("failures", "--output", "out", "--retry", ...(given ? ["--pass-env", SECRET] : []));
      assert.equal(retried.code, 0, retried.text);
      assert.equal(retried.text.includes(`it had the environment variables ${SECRET}`), !given);
      assert.match(retried.text, /^dfiji: 1 done, 0 failed, 0 not run, /m);
      const name = /failed (\S+):/.exec(run.text)?.[1] ?? "";
      assert.equal(await readFile(join(folder, "out", name, "secret.txt"), "utf8"), given ? "hunter2" : "none");
    });
  }

  it("prints events whose values are those of the program", async () => {
    const { code, out } = await local("--json");
    assert.equal(code, 1);
    const failed = out.map((line) => JSON.parse(line) as { event: string; reason?: string });
    const { reason = "" } = failed.find(({ event }) => event === "failed") ?? {};
    assert.ok(reason.includes("\u202egpj"), reason);
  });
});
