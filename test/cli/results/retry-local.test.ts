import assert from "node:assert/strict";
import { chmod, chown, cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Submission, writeSubmission } from "../../../cli/bookkeeping/submissions";
import { type LocalRequest } from "../../../cli/local/request";
import { main } from "../../../cli/main";
import { FolderStore } from "../../../worker/storage/folder-store";
import { FakeIo } from "../../helpers/cli-io";
import { leaveFailed } from "../../helpers/fake-results";

const ID = "20260102-030405-abcd";
const OTHER_USER = 65_534;
/** What the run comes to once nothing keeps it from running: its input folder is not there. */
const GOES_ON = /^dfiji: --input is .*none: it does not exist$/m;

describe("failures --retry of a results folder", () => {
  let folder: string;
  let output: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-retry-"));
    output = join(folder, "out");
    await leave(request());
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const request = (changes: Partial<Record<keyof LocalRequest, unknown>> = {}) => ({
    inputDir: join(folder, "none"),
    outputDir: output,
    engine: "command",
    command: ["sh", "-c", "touch \u001b[2J evil"],
    inPlace: false,
    force: false,
    replace: false,
    skipMissing: false,
    check: true,
    checkImages: true,
    sameCount: false,
    keepGoing: false,
    maxAttempts: 1,
    graceSeconds: 90,
    display: "auto",
    warm: true,
    passEnv: [],
    json: false,
    ...changes,
  });
  /** A folder that this user alone may write to, with a failed job. */
  async function leave(local: Submission["local"]): Promise<void> {
    await rm(output, { recursive: true, force: true });
    await leaveFailed(output, "A", { submission: ID });
    const rest = { createdAt: "2026-01-02T03:04:05Z", roots: [""], count: 1, planSha256: "x", queued: 1 };
    await writeSubmission(new FolderStore(output), { v: 1, submission: ID, complete: true, ...rest, local });
    for (const path of ["", ".dfiji", ".dfiji/submissions"]) await chmod(join(output, path), 0o755);
    await chmod(join(output, ".dfiji/submissions", `${ID}.json`), 0o644);
  }
  const call = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main(["failures", "--output", output, ...args], io);
    return { code, out: io.out.join("\n"), err: io.err.join("\n") };
  };

  it("shows what runs, and runs it where the folder is this user's alone", async () => {
    const scriptFile = join(folder, "count.py");
    await leave(request({ scriptFile, fijiPath: "/opt/Fiji.app", inPlace: true, jobFile: "/data/job.json" }));
    const { code, err } = await call("--retry");
    assert.equal(code, 2);
    assert.equal(
      err,
      [
        `submission ${ID} of 2026-01-02T03:04:05Z runs again:`,
        "  engine   command",
        '  command  ["sh","-c","touch \\u001b[2J evil"]',
        `  script   ${scriptFile}`,
        "  jobs     /data/job.json",
        `  input    ${join(folder, "none")}, in place: the script reads the images themselves, no copies`,
        "  Fiji     /opt/Fiji.app",
        `dfiji: --input is ${join(folder, "none")}: it does not exist`,
      ].join("\n"),
    );
  });

  it("says that a job file names the script and the command", async () => {
    const { command: _, ...withoutCommand } = request({ jobFile: "/data/job.json" });
    await leave(withoutCommand);
    assert.match(
      (await call("--retry")).err,
      /^ {2}jobs {5}\/data\/job\.json, and the script and command that it names$/m,
    );
    await leave({ ...withoutCommand, engine: "imagej" });
    assert.match((await call("--retry")).err, /^ {2}jobs {5}\/data\/job\.json, and the script that it names$/m);
  });

  const file = `.dfiji/submissions/${ID}.json`;
  const doubtful: readonly (readonly [title: string, make: () => Promise<unknown>, said: RegExp, asRoot?: true])[] = [
    ["a folder that all may write to", () => chmod(output, 0o777), /other users may write to .*out: chmod go-w/],
    ["a folder that a group may write to", () => chmod(output, 0o775), /other users may write to .*out: chmod go-w/],
    ["bookkeeping that others may write to", () => chmod(join(output, ".dfiji"), 0o777), /may write to .*\.dfiji:/],
    [
      "submissions that others may write to",
      () => chmod(join(output, ".dfiji/submissions"), 0o777),
      /may write to .*submissions:/,
    ],
    ["a submission that all may write to", () => chmod(join(output, file), 0o666), /may write to .*json: chmod go-w/],
    [
      "a submission that a group may write to",
      () => chmod(join(output, file), 0o664),
      /may write to .*json: chmod go-w/,
    ],
    [
      "a copy of a folder",
      () => leave(request({ outputDir: join(folder, "elsewhere") })),
      /it was called with --output .*elsewhere: this folder is a copy, or was moved/,
    ],
    [
      "a folder of another user",
      () => chown(output, OTHER_USER, OTHER_USER),
      /out belongs to the user with the id 65534/,
      true,
    ],
    [
      "bookkeeping of another user",
      () => chown(join(output, ".dfiji"), OTHER_USER, OTHER_USER),
      /\.dfiji belongs to the user with the id 65534/,
      true,
    ],
    [
      "a submission of another user",
      () => chown(join(output, file), OTHER_USER, OTHER_USER),
      /json belongs to the user with the id 65534, not to you/,
      true,
    ],
  ];
  for (const [title, make, said, asRoot = false] of doubtful) {
    it(`asks for --yes before it runs what is in ${title}`, async function () {
      if (asRoot && process.getuid?.() !== 0) return this.skip(); // only root can give files away
      await make();
      const asked = await call("--retry");
      assert.equal(asked.code, 2);
      assert.match(asked.err, /^ {2}command {2}\["sh","-c","touch/m);
      assert.match(asked.err, /^dfiji: others may have written what would run: read it above, then add --yes$/m);
      assert.match(asked.err, said);
      assert.doesNotMatch(asked.err, GOES_ON);
      assert.match((await call("--retry", "--yes")).err, GOES_ON);
    });
  }

  it("runs from a folder that is named by a link of the user's own", async () => {
    await symlink(output, join(folder, "link"));
    const io = new FakeIo(folder);
    await main(["failures", "--output", "link", "--retry"], io);
    assert.match(io.err.join("\n"), GOES_ON);
  });

  it("takes no environment variable by its name in the folder, and says which the run had", async () => {
    await leave(request({ passEnv: ["GITHUB_TOKEN", "A"] }));
    const said = /^ {2}it had the environment variables GITHUB_TOKEN, A; now it gets those of --pass-env NAME alone$/m;
    assert.match((await call("--retry")).err, said);
    assert.match((await call("--retry", "--pass-env", "A")).err, /had the environment variables GITHUB_TOKEN; now/);
    assert.doesNotMatch((await call("--retry", "--pass-env", "A", "GITHUB_TOKEN")).err, /environment/);
  });

  const wrong: readonly (readonly [field: keyof LocalRequest | "more", value: unknown, said: RegExp])[] = [
    ["inputDir", "images", /must be an absolute path/],
    ["inputDir", 1, /expected string/],
    ["outputDir", undefined, /expected string/],
    ["scriptFile", "count.ijm", /must be an absolute path/],
    ["jobFile", {}, /expected string/],
    ["fijiPath", "Fiji.app", /must be an absolute path/],
    ["pattern", 1, /expected string/],
    ["engine", "bash", /expected one of/],
    ["command", "sh -c evil", /expected array/],
    ["command", [1], /expected string/],
    ["copies", 1e9, /expected number to be <=256/],
    ["memoryMiB", "1", /expected number/],
    ["inPlace", "yes", /expected boolean/],
    ["force", 1, /expected boolean/],
    ["replace", undefined, /expected boolean/],
    ["skipMissing", null, /expected boolean/],
    ["check", 0, /expected boolean/],
    ["keepGoing", [], /expected boolean/],
    ["maxAttempts", 0, /expected number to be >=1/],
    ["timeoutMinutes", -1, /expected number to be >0/],
    ["openMinutes", 0, /expected number to be >0/],
    ["silenceMinutes", 1e6, /expected number to be <=660/],
    ["graceSeconds", 0.5, /expected int/],
    ["display", ":0", /expected one of/],
    ["warm", undefined, /expected boolean/],
    ["expect", "*", /expected array/],
    ["expectedFiles", -1, /expected number to be >=0/],
    ["minFileBytes", "0", /expected number/],
    ["necessaryString", 1, /expected string/],
    ["passEnv", "GITHUB_TOKEN", /expected array/],
    ["json", undefined, /expected boolean/],
    ["only", ["A"], /Unrecognized key: "only"/],
    ["more", 1, /Unrecognized key: "more"/],
  ];
  for (const [field, value, said] of wrong) {
    it(`refuses a call whose ${field} is ${JSON.stringify(value)}, and says what to run instead`, async () => {
      await leave({ ...request(), [field]: value });
      const { code, err } = await call("--retry", "--yes");
      assert.equal(code, 2);
      assert.match(err, new RegExp(`^dfiji: submission ${ID} keeps no call of this version of dfiji local$`, "m"));
      assert.match(err, said);
      assert.ok(err.includes(field), err);
      assert.match(err, /run it as then, jobs that are done are left out: npx dfiji local .*--output \S+out$/m);
    });
  }

  it("names failed jobs whose submission is not there, and ends with 1", async () => {
    await rm(join(output, file));
    const { code, out, err } = await call("--retry");
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /^not run again: 1 of 1 failed jobs, whose submission is not here: A$/m);
  });

  it("reads every call before it runs the first", async () => {
    const second = "20260103-030405-abcd";
    await leaveFailed(output, "B", { submission: second });
    await cp(join(output, file), join(output, `.dfiji/submissions/${second}.json`));
    await writeFile(
      join(output, `.dfiji/submissions/${second}.json`),
      JSON.stringify({
        ...{
          v: 1,
          submission: second,
          createdAt: "x",
          roots: [""],
          count: 1,
          planSha256: "x",
          queued: 1,
          complete: true,
        },
        local: { inputDir: "/", engine: "command" },
      }),
    );
    const { err } = await call("--retry");
    assert.match(err, /submission 20260103-030405-abcd keeps no call/);
    assert.doesNotMatch(err, GOES_ON);
  });

  it("has --yes and --pass-env only for the retry of local runs", async () => {
    for (const args of [["--yes"], ["--pass-env", "A"]]) {
      const { code, err } = await call(...args);
      assert.deepEqual(
        [code, err],
        [2, "dfiji: --yes and --pass-env need --retry: dfiji failures --output DIR --retry --yes"],
      );
    }
  });
});
