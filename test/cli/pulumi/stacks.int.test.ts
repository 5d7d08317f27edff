import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, realpath, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDeployment } from "../../../cli/bookkeeping/deployment";
import { main } from "../../../cli/main";
import { listStacks, projectFolder } from "../../../cli/pulumi/stacks";
import { type CliError } from "../../../cli/shared/exit";
import { FakeIo } from "../../helpers/cli-io";
import { deploymentWith } from "../../helpers/deployment";
import { type PulumiAnswer, standInPulumi } from "../../helpers/pulumi-stand-in";
import { restoreEnvironment } from "../../helpers/restore-environment";

const outputs = (changes: Parameters<typeof deploymentWith>[0] = {}): string =>
  JSON.stringify({ deployment: JSON.parse(deploymentWith(changes)) as unknown, other: 1 });
/** What pulumi 3 prints (pkg/secrets/passphrase/manager.go, pkg/cmd/pulumi/stack). */
const PASSPHRASE =
  "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables\n";

describe("which experiment a command means", () => {
  let folder: string;
  let saved: NodeJS.ProcessEnv;
  beforeEach(async () => {
    saved = { ...process.env };
    folder = await realpath(await mkdtemp(join(tmpdir(), "dfiji-stacks-")));
  });
  afterEach(async () => {
    restoreEnvironment(saved);
    await rm(folder, { recursive: true });
  });
  const answers = async (...all: readonly PulumiAnswer[]) => {
    process.env["PATH"] = await standInPulumi(folder, all);
  };
  const calls = async () => (await readFile(join(folder, "pulumi-calls"), "utf8")).trimEnd().split("\n");
  const call = async (...args: readonly string[]) => {
    const io = new FakeIo(folder);
    const code = await main(args, io);
    return { code, out: io.out.join("\n"), err: io.err };
  };

  it("--stack asks the pulumi program for that stack, never for an answer of a person", async () => {
    await answers({ call: "stack output --json --stack lab/prod", stdout: outputs({ stack: "prod" }) });
    const opened = await openDeployment({ stack: "lab/prod" }, new FakeIo(folder));
    assert.equal(opened?.deployment.stack, "prod");
    assert.equal(opened?.folder, folder);
    assert.deepEqual(await calls(), ["stack output --json --stack lab/prod --non-interactive"]);
  });

  it("nothing given means the selected stack of the project above the folder", async () => {
    await answers({ call: "stack output --json --non-interactive", stdout: outputs() });
    await mkdir(join(folder, "a/b"), { recursive: true });
    const opened = await openDeployment({}, new FakeIo(join(folder, "a/b")));
    assert.equal(opened?.deployment.fleetId, "sfr-00000000-0000-0000-0000-000000000001");
    assert.equal(opened?.folder, folder);
  });

  it("outside of a project and with a bucket or queue no stack is looked for", async () => {
    assert.equal(await openDeployment({}, new FakeIo(folder)), undefined);
    assert.equal(projectFolder(folder), undefined);
    await answers();
    assert.equal(await openDeployment({ bucket: "b" }, new FakeIo(folder)), undefined);
    assert.equal(await openDeployment({ queue: "q" }, new FakeIo(folder)), undefined);
    await assert.rejects(calls(), { code: "ENOENT" });
  });

  const refusals: readonly [title: string, answer: PulumiAnswer, code: number, lines: readonly RegExp[]][] = [
    [
      "a passphrase that is not set is named",
      { call: "stack output", stderr: PASSPHRASE, code: 255 },
      3,
      [/^dfiji: the stack's secrets have a passphrase: set PULUMI_CONFIG_PASSPHRASE$/],
    ],
    [
      "a stack that does not exist is bad input",
      { call: "stack output", stderr: "error: no stack named 'nope' found\n", code: 255 },
      2,
      [/^dfiji: no stack "nope" in this project$/, /dfiji experiments/],
    ],
    [
      "a stack before its first `up` has no output",
      { call: "stack output", stdout: "{}" },
      3,
      [/^dfiji: stack "nope" has no output "deployment": run `pulumi up` first$/],
    ],
    [
      "another program's output is no deployment",
      { call: "stack output", stdout: '{"deployment": {"v": 1}}' },
      2,
      [/^dfiji: stack "nope" is not a deployment$/, /experiment: /],
    ],
    [
      "any other error of Pulumi is shown as Pulumi wrote it, without what a terminal obeys",
      { call: "stack output", stderr: "error: could not get \u001b[2Jcredentials\n", code: 255 },
      3,
      [/^dfiji: pulumi stack output --json --stack nope failed$/, /could not get \\u001b\[2Jcredentials/],
    ],
  ];
  for (const [title, answer, code, lines] of refusals) {
    it(title, async () => {
      await answers(answer);
      const answered = await call("status", "--stack", "nope");
      assert.equal(answered.code, code);
      for (const line of lines)
        assert.ok(
          answered.err.some((one) => line.test(one)),
          `${line}: ${answered.err.join("\n")}`,
        );
    });
  }

  it("without Pulumi it ends with 3 and names --deployment", async () => {
    process.env["PATH"] = "/nonexistent";
    const { code, err } = await call("status", "--stack", "dev");
    assert.equal(code, 3);
    assert.equal(err[0], "dfiji: pulumi is not on PATH; use --deployment FILE");
  });

  it("--region must be the experiment's", async () => {
    await answers({ call: "stack output", stdout: outputs() });
    const { code, err } = await call("status", "--region", "eu-west-1");
    assert.deepEqual([code, err], [2, ["dfiji: --region eu-west-1: the experiment is in us-east-1"]]);
  });

  it("--profile counts more than keys of the environment", async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" });
    await call("status", "--profile", "lab", "--region", "eu-west-1", "--output", "no-such-folder");
    assert.equal(process.env["AWS_PROFILE"], "lab");
    assert.equal(process.env["AWS_REGION"], "eu-west-1");
    assert.equal(process.env["AWS_ACCESS_KEY_ID"], undefined);
  });

  it("`deployment` writes a file with its date, which --deployment reads back", async () => {
    await answers({ call: "stack output", stdout: outputs() });
    const before = Date.now();
    assert.deepEqual((await call("deployment", "--out", "d.json")).err, ["d.json: fiji-dev in us-east-1"]);
    const opened = await openDeployment({ deployment: "d.json" }, new FakeIo(folder));
    const writtenAt = Date.parse(opened?.deployment.writtenAt ?? "");
    assert.ok(writtenAt >= before && writtenAt <= Date.now());
    assert.equal(opened?.source, `d.json of ${opened?.deployment.writtenAt}`);
    assert.equal(opened?.rewrite, "dfiji deployment --stack dev --out d.json");
    assert.equal((JSON.parse((await call("deployment")).out) as { stack: string }).stack, "dev");
  });

  it("a file of `pulumi stack output` has the date of the file", async () => {
    await writeFile(join(folder, "d.json"), deploymentWith());
    await utimes(join(folder, "d.json"), 0, new Date("2026-01-02T03:04:05Z"));
    const opened = await openDeployment({ deployment: "d.json" }, new FakeIo(folder));
    assert.equal(opened?.source, "d.json of 2026-01-02T03:04:05.000Z");
  });

  it("lists the project's stacks by name, as `pulumi stack ls` knows them", async () => {
    const stdout = JSON.stringify([
      { name: "prod", current: false, updateInProgress: false, resourceCount: 0 },
      { name: "dev", current: true, lastUpdate: "2026-01-02T03:04:05.000Z", updateInProgress: true },
    ]);
    await answers({ call: "stack ls --json", stdout });
    assert.deepEqual(await listStacks(folder), [
      { name: "dev", current: true, lastUpdate: "2026-01-02T03:04:05.000Z", updateInProgress: true },
      { name: "prod", current: false, updateInProgress: false },
    ]);
    await answers({ call: "stack ls --json", stdout: "nonsense" });
    await assert.rejects(listStacks(folder), (error: CliError) => error.exitCode === 3);
  });
});
