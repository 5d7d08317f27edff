import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { globSync } from "tinyglobby";
import { main } from "../../../cli/main";
import { exportLogs, type ExportLogsOptions } from "../../../cli/transfer/export-logs";
import { FolderStore } from "../../../worker/storage/folder-store";
import { makeS3Client } from "../../../worker/storage/s3-client";
import { S3Store } from "../../../worker/storage/s3-store";
import { clientOptions, EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";
import { FakeIo } from "../../helpers/cli-io";
import { deploymentWith } from "../../helpers/deployment";
import { sharedMoto } from "../../helpers/moto";
import { restoreEnvironment } from "../../helpers/restore-environment";

const BUCKET = "export-logs-bucket";
const MINUTE = 60_000;

describe("dfiji export-logs", function () {
  this.timeout(300_000);
  let saved: NodeJS.ProcessEnv;
  let moto: Awaited<ReturnType<typeof sharedMoto>>;
  let client: CloudWatchLogsClient;
  let folder: string;
  /** Begin of the names of this test's groups. */
  let name: string;
  let tests = 0;
  before(async () => {
    saved = { ...process.env };
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    moto = await sharedMoto();
    client = new CloudWatchLogsClient(clientOptions(moto.endpoint));
    await makeS3Client({ endpoint: moto.endpoint }).send(new CreateBucketCommand({ Bucket: BUCKET }));
  });
  after(async () => {
    await moto.stop();
    restoreEnvironment(saved);
  });
  beforeEach(async () => {
    name = `export-logs-${++tests}`;
    for (const logGroupName of [name, `${name}_perInstance`]) {
      await client.send(new CreateLogGroupCommand({ logGroupName }));
    }
    folder = await mkdtemp(join(tmpdir(), "dfiji-export-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const groups = () => ({ jobLogGroup: name, machineLogGroup: `${name}_perInstance` });
  const store = () =>
    new S3Store({ client: makeS3Client({ endpoint: moto.endpoint }), bucket: BUCKET, prefix: `${name}/logs/` });
  const textOf = (key: string) => store().getText(key);
  const recent = Date.now() - 10 * MINUTE;

  async function write(group: string, logStreamName: string, lines: readonly string[], timestamp = recent) {
    const place = { logGroupName: group, logStreamName };
    await client.send(new CreateLogStreamCommand(place)).catch(() => undefined); // a later write to the same stream
    const logEvents = lines.map((message) => ({ message, timestamp }));
    await client.send(new PutLogEventsCommand({ ...place, logEvents }));
  }
  const call = async (options: ExportLogsOptions = {}, stop = new AbortController().signal, target = store()) => {
    const io = new FakeIo(folder);
    const deps = { client, now: () => new Date(), stop };
    const code = await exportLogs(groups(), target, { json: true, ...options }, deps, io);
    const out = io.out.map((text) => JSON.parse(text) as Record<string, unknown>);
    const err = io.err.filter((line) => !/^\d+ of \d+ files, /.test(line)); // a slow export shows how far it is
    return { code, out, summary: out.at(-1)!, err };
  };

  it("writes every stream as a file whose lines have their time, in their order, many pages of one stream included", async () => {
    const many = Array.from({ length: 10_050 }, (_, index) => `line ${index}`);
    await write(name, "A-1", ["one\n", "two lines\nof one event\n", "three"]);
    await write(name, "A-1", ["four"], recent + 1500);
    await write(groups().machineLogGroup, "task/worker/t1", many.slice(0, 10_000));
    await write(groups().machineLogGroup, "task/worker/t1", many.slice(10_000), recent + 1);
    await write(groups().machineLogGroup, "i-1/boot", ["up"]);
    await client.send(new CreateLogStreamCommand({ logGroupName: name, logStreamName: "never-written" }));
    const { code, summary, err } = await call();
    assert.deepEqual([code, err], [0, []]);
    const at = (ms = 0) => new Date(recent + ms).toISOString();
    assert.equal(
      await textOf("jobs/A-1.log"),
      `${at()}  one\n${at()}  two lines\nof one event\n${at()}  three\n${at(1500)}  four\n`,
    );
    assert.equal(await textOf("machines/i-1/boot.log"), `${at()}  up\n`);
    const task = (await textOf("machines/task/worker/t1.log"))!.trimEnd().split("\n");
    assert.deepEqual(
      task.map((text) => text.split("  ")[1]),
      many,
    );
    assert.equal(await textOf("jobs/never-written.log"), undefined);
    assert.deepEqual(
      { ...summary, bytes: undefined },
      {
        ...{ event: "summary", exported: 3, same: 0, empty: 0, left: 0, bytes: undefined },
        ...{ to: `s3://${BUCKET}/${name}/logs/`, dryRun: false },
      },
    );
  });

  it("the next call continues where one was stopped, and exports nothing twice", async () => {
    for (let job = 0; job < 250; job++) await write(name, `J${job}`, [`of ${job}`]);
    const stop = new AbortController();
    const target = store();
    const put = target.putText.bind(target);
    // the first record is written when its 100 streams are
    target.putText = async (key, text, signal) => {
      stop.abort();
      return put(key, text, signal);
    };
    const first = await call({}, stop.signal, target);
    assert.equal(first.code, 1);
    const { exported, left } = first.summary as { exported: number; left: number };
    assert.equal(exported + left, 250);
    assert.ok(exported >= 100 && left > 0, `${exported} exported`);
    // before it there may be lines of progress, one every two seconds
    assert.deepEqual(first.err.slice(-1), [
      `stopped by Ctrl-C: ${left} streams are not exported; the same command continues with them`,
    ]);
    const second = await call();
    assert.deepEqual([second.code, second.summary["exported"], second.summary["same"]], [0, left, exported]);
    assert.match((await textOf("jobs/J249.log"))!, /Z {2}of 249\n$/);
  });

  it("exports again what has new lines, or whose file is gone, and all with --all; --dry-run lists and writes nothing", async () => {
    for (const job of ["A", "B", "C"]) await write(name, job, ["x"]);
    assert.deepEqual((await call({ dryRun: true })).out.slice(0, -1), [
      { event: "file", key: "jobs/A.log" },
      { event: "file", key: "jobs/B.log" },
      { event: "file", key: "jobs/C.log" },
    ]);
    assert.equal(await textOf("jobs/A.log"), undefined);
    await call();
    assert.deepEqual((await call()).summary["same"], 3);
    await write(name, "B", ["y"], recent + 1);
    await store().remove("jobs/C.log");
    const { summary } = await call();
    assert.deepEqual([summary["exported"], summary["same"]], [2, 1]);
    assert.match((await textOf("jobs/B.log"))!, /x\n.*y\n$/);
    assert.match((await textOf("jobs/C.log"))!, /x\n$/);
    assert.equal((await call({ all: true })).summary["exported"], 3);
  });

  it("a log group that is gone is exit 3", async () => {
    const io = new FakeIo(folder);
    const deps = { client, now: () => new Date(), stop: new AbortController().signal };
    await assert.rejects(exportLogs({ ...groups(), jobLogGroup: "gone" }, store(), {}, deps, io), {
      exitCode: 3,
      message: 'log group "gone" does not exist',
    });
  });

  it("a stream whose events have expired is no file, and one whose name is no path is named", async () => {
    // stubs: moto keeps events for ever and refuses no name
    const cloudWatch = mockClient(CloudWatchLogsClient);
    cloudWatch.on(DescribeLogStreamsCommand, { logGroupName: name }).resolves({
      logStreams: [
        { logStreamName: "old", lastIngestionTime: 1 },
        { logStreamName: "../../x", lastIngestionTime: 1 },
      ],
    });
    cloudWatch.on(DescribeLogStreamsCommand, { logGroupName: groups().machineLogGroup }).resolves({});
    cloudWatch.on(FilterLogEventsCommand).resolves({});
    try {
      const target = new FolderStore(folder);
      const first = await call({}, undefined, target as unknown as S3Store);
      assert.deepEqual([first.code, first.summary["empty"], first.summary["exported"]], [1, 1, 0]);
      assert.deepEqual(first.err, ['not exported: the key "jobs/../../x.log" has the part ".."']);
      assert.equal((await call({}, undefined, target as unknown as S3Store)).summary["same"], 1);
      assert.deepEqual(cloudWatch.commandCalls(FilterLogEventsCommand).length, 1);
    } finally {
      cloudWatch.restore();
    }
  });

  it("the command writes below logPrefix, or into a folder", async () => {
    await write(name, "A", ["x"]);
    const deployment = deploymentWith({ bucket: BUCKET, logPrefix: `${name}/logs/`, ...groups() });
    await writeFile(join(folder, "deployment.json"), deployment);
    const dfiji = async (...args: readonly string[]) => {
      const io = new FakeIo(folder);
      const given = ["--deployment", "deployment.json", "--endpoint", moto.endpoint];
      assert.equal(await main(["export-logs", ...args, ...given], io), 0, io.err.join("\n"));
      return io.out;
    };
    const [line = ""] = await dfiji();
    assert.match(line, /^1 file exported \(\d+ bytes\), 0 unchanged: s3:/);
    assert.equal(line.split(": ")[1], `s3://${BUCKET}/${name}/logs/`);
    assert.match((await textOf("jobs/A.log"))!, / {2}x\n$/);
    assert.deepEqual(await dfiji("--to", "logs"), [line.replace(/: s3:.*/, `: ${join(folder, "logs")}`)]);
    assert.deepEqual(await dfiji("--to", "logs"), [`0 files exported (0 bytes), 1 unchanged: ${join(folder, "logs")}`]);
    assert.match(await readFile(join(folder, "logs/jobs/A.log"), "utf8"), / {2}x\n$/);
    assert.equal(globSync("**/*.jsonl", { cwd: join(folder, "logs"), dot: true }).length, 1);
  });
});
