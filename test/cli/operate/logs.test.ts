import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTasksCommand } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { logs, type LogsOptions } from "../../../cli/operate/logs";
import { shellArguments } from "../../../cli/operate/shell";
import { type CliError } from "../../../cli/shared/exit";
import { FakeIo } from "../../helpers/cli-io";
import { stubExperiment } from "../../helpers/stub-experiment";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const line = (eventId: string, message: string, seconds = 0, logStreamName = "P1-A01") => ({
  eventId,
  message,
  timestamp: NOW + seconds * 1000,
  logStreamName,
});

describe("dfiji logs and dfiji shell", () => {
  let folder: string;
  let stub: ReturnType<typeof stubExperiment>;
  const client = new CloudWatchLogsClient({ region: "us-east-1" });
  const cloudWatch = mockClient(client);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-logs-"));
    stub = stubExperiment(folder);
    cloudWatch.reset();
    cloudWatch.on(FilterLogEventsCommand).resolves({});
  });
  afterEach(() => rm(folder, { recursive: true }));
  /** `looks`: until it is stopped. */
  const call = async (job: string | undefined, options: Partial<LogsOptions> = {}, looks = 1) => {
    const io = new FakeIo(folder);
    const stop = new AbortController();
    let looked = 0;
    const wait = async () => {
      if (++looked === looks) stop.abort();
    };
    const deps = { client, now: () => new Date(NOW), wait, stop: stop.signal };
    const code = await logs(stub.experiment, job, { since: 60, ...options }, deps, io);
    return { code, out: io.out };
  };
  const asked = () => cloudWatch.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input);

  for (const [title, job, options, group, prefix] of [
    ["a job's streams begin with its name", "P1-A01", {}, "fiji-dev", "P1-A01"],
    ["a machine's streams begin with its id", undefined, { machine: "i-1" }, "fiji-dev_perInstance", "i-1/"],
    [
      "all workers' streams begin with their container",
      undefined,
      { service: true },
      "fiji-dev_perInstance",
      "task/worker/",
    ],
  ] as const) {
    it(`${title}; every page is read, and the lines since then are asked for`, async () => {
      cloudWatch
        .on(FilterLogEventsCommand)
        .resolvesOnce({ events: [line("1", "one\n")], nextToken: "t" })
        .resolves({ events: [line("2", "two", 1)] });
      assert.deepEqual((await call(job, options)).out, [
        "2026-03-01T12:00:00.000Z P1-A01  one",
        "2026-03-01T12:00:01.000Z P1-A01  two",
      ]);
      const [first, second] = asked();
      assert.deepEqual(
        [first?.logGroupName, first?.logStreamNamePrefix, first?.startTime, second?.nextToken],
        [group, prefix, NOW - 3_600_000, "t"],
      );
    });
  }

  it("--follow continues where it was and shows no line twice", async () => {
    cloudWatch
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [line("1", "one", 10)] })
      .resolves({ events: [line("1", "one", 10), line("2", "two", 12)] });
    const { code, out } = await call(undefined, { service: true, follow: true, json: true }, 2);
    assert.equal(code, 0);
    assert.deepEqual(
      out.map((text) => (JSON.parse(text) as { text: string }).text),
      ["one", "two"],
    );
    assert.equal(asked()[1]?.startTime, NOW + 5000);
  });

  it("a job without a stream is read from the log beside its results", async () => {
    await mkdir(join(folder, ".dfiji/logs"), { recursive: true });
    await writeFile(join(folder, ".dfiji/logs/P1-A01-00000000.log"), "hello\nworld\n");
    assert.deepEqual((await call("P1-A01")).out, ["hello", "world"]);
  });

  it("a job is that one, by name or id, and none whose name begins alike", async () => {
    const streams = ["W1-0123abcd", "W10-0123abcd", "W1-2-0123abcd", "W1-0123abcde", "W1"];
    cloudWatch
      .on(FilterLogEventsCommand)
      .resolves({ events: streams.map((stream, index) => line(String(index), stream, 0, stream)) });
    const printed = async (job: string) => (await call(job)).out.map((text) => text.split("  ")[1]);
    assert.deepEqual(await printed("W1"), ["W1-0123abcd", "W1"]);
    assert.deepEqual(await printed("W1-0123abcd"), ["W1-0123abcd"]);
    cloudWatch.on(FilterLogEventsCommand).resolves({});
    await mkdir(join(folder, ".dfiji/logs"), { recursive: true });
    for (const id of ["W10-00000000", "W1-00000000"]) await writeFile(join(folder, `.dfiji/logs/${id}.log`), `${id}\n`);
    assert.deepEqual((await call("W1")).out, ["W1-00000000"]);
  });

  it("no lines at all is exit 3, with what to do", async () => {
    await assert.rejects(call("P1-A99"), (error: CliError) => {
      assert.equal(error.exitCode, 3);
      assert.equal(error.message, "no log of P1-A99 in the last 60 minutes");
      assert.match(error.details.join(), /--since 7d/);
      return true;
    });
  });

  it("exactly one of job, machine and service is read", async () => {
    for (const [job, options] of [
      [undefined, {}],
      ["A", { service: true }],
      [undefined, { machine: "i-1", service: true }],
    ] as const) {
      await assert.rejects(call(job, options), (error: CliError) => error.exitCode === 2);
    }
    assert.deepEqual(asked(), []);
  });

  it("a shell on a machine is a session of Session Manager", async () => {
    assert.deepEqual(await shellArguments(stub.experiment, "i-1"), [
      ...["ssm", "start-session", "--target", "i-1", "--region", "us-east-1"],
    ]);
  });

  it("a machine or task that the experiment does not have is refused, with those that are up", async () => {
    for (const [target, up] of [
      ["i-9", "i-1"],
      ["t9", "t1"],
    ] as const) {
      await assert.rejects(shellArguments(stub.experiment, target), (error: CliError) => {
        assert.equal(error.exitCode, 2);
        assert.match(error.message, new RegExp(`^the experiment has no (machine|task) ${target}$`));
        assert.deepEqual(error.details, [`those that are up: ${up}`]);
        return true;
      });
    }
  });

  it("a shell in a task needs ECS Exec: without it there are two other ways", async () => {
    await assert.rejects(shellArguments(stub.experiment, "t1"), (error: CliError) => {
      assert.equal(error.exitCode, 3);
      assert.equal(error.message, "ECS Exec is switched off for this task");
      assert.match(
        error.details[0]!,
        /docker exec -it .*task-arn=arn:aws:ecs:us-east-1:123456789012:task\/fiji-dev\/t1\) sh$/,
      );
      assert.match(
        error.details[1]!,
        /: pulumi config set distributed-fiji:ecsExec true --stack dev && pulumi up --refresh --stack dev$/,
      );
      return true;
    });
    stub.ecs.on(DescribeTasksCommand).resolves({
      tasks: [{ taskArn: "arn:aws:ecs:us-east-1:123456789012:task/fiji-dev/t1", enableExecuteCommand: true }],
    });
    assert.deepEqual(
      (await shellArguments(stub.experiment, "t1")).join(" "),
      "ecs execute-command --cluster fiji-dev --task t1 --container worker --interactive --command /bin/sh --region us-east-1",
    );
  });
});
