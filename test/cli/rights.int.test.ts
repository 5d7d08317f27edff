import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { main } from "../../cli/main";
import { matchesPattern } from "../../policy/support/iam";
import { doneKey } from "../../worker/contract/keys";
import { makeS3Client } from "../../worker/storage/s3-client";
import { S3Store } from "../../worker/storage/s3-store";
import { clientOptions, EMULATOR_ENVIRONMENT } from "../helpers/aws-environment";
import { FakeIo } from "../helpers/cli-io";
import { deploymentWith } from "../helpers/deployment";
import { type Emulator, startEmulator } from "../helpers/emulator";
import { shipped, type ShippedPolicy } from "../helpers/every-statement";
import { submissionKey } from "../../cli/bookkeeping/submissions";
import { leaveDone, leaveFailed, leavePlan } from "../helpers/fake-results";
import { type RecordedCall, recordCalls, type StubAnswers } from "../helpers/recorded-calls";
import { standInPulumi } from "../helpers/pulumi-stand-in";
import { listed } from "../helpers/resource-graph";
import { restoreEnvironment } from "../helpers/restore-environment";

const BUCKET = "my-images";
/** Answers that lead a command on to its next call. */
const STUBS = {
  ListTasks: { taskArns: ["arn:aws:ecs:us-east-1:123456789012:task/fiji-dev/t1"] },
  ListContainerInstances: {
    containerInstanceArns: ["arn:aws:ecs:us-east-1:123456789012:container-instance/fiji-dev/c1"],
  },
  DescribeLogStreams: { logStreams: [{ logStreamName: "task/worker/t1", lastIngestionTime: 1 }] },
  FilterLogEvents: { events: [{ eventId: "1", timestamp: 1, message: "x", logStreamName: "task/worker/t1" }] },
  DescribeTasks: { tasks: [{ taskArn: "arn:aws:ecs:us-east-1:123456789012:task/fiji-dev/t1", lastStatus: "RUNNING" }] },
  DescribeSpotFleetRequests: {
    SpotFleetRequestConfigs: [
      { SpotFleetRequestId: "sfr-00000000-0000-0000-0000-000000000001", SpotFleetRequestState: "active" },
    ],
  },
  DescribeInstances: {
    Reservations: [{ Instances: [{ InstanceId: "i-1", InstanceType: "m5.large", State: { Name: "running" } }] }],
  },
};
/** After a destroy: AWS shows nothing of the experiment, the cancelled fleet excepted. */
const GONE: StubAnswers = {
  DescribeSpotFleetRequests: {
    SpotFleetRequestConfigs: [
      { SpotFleetRequestId: "sfr-00000000-0000-0000-0000-000000000001", SpotFleetRequestState: "cancelled" },
    ],
  },
  DescribeRepositories: Object.assign(new Error("gone"), { name: "RepositoryNotFoundException" }),
};

describe("the policy that a command's --help names", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  let folder: string;
  let jobsUrl: string;
  let saved: NodeJS.ProcessEnv;

  before(async () => {
    saved = { ...process.env };
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
  });
  after(() => {
    restoreEnvironment(saved);
  });
  beforeEach(async () => {
    emulator = await startEmulator();
    folder = await mkdtemp(join(tmpdir(), "dfiji-rights-"));
    const { url, deadUrl } = emulator.makeQueues("fiji-dev-jobs");
    jobsUrl = url;
    emulator.makeBucket(BUCKET);
    const deployment = deploymentWith({
      queueUrl: url,
      deadLetterQueueName: "fiji-dev-jobs-dead",
      deadLetterQueueUrl: deadUrl,
      validUntil: "2999-01-01T00:00:00Z",
      onDemandGroup: "fiji-dev-on-demand",
    });
    await writeFile(join(folder, "deployment.json"), deployment);
    await writeFile(join(folder, "s.ijm"), "print(1);\n");
    await writeFile(join(folder, "job.json"), JSON.stringify({ script: "s.ijm", grid: { N: "1..3" }, input: "a.tif" }));
    await mkdir(join(folder, "images"));
    await writeFile(join(folder, "images/b.tif"), "x");
    await store("in/").putText("a.tif", "x");
    await leaveResults();
    const client = new SQSClient(clientOptions(emulator.endpoint));
    await client.send(new SendMessageCommand({ QueueUrl: deadUrl, MessageBody: "no job" }));
  });
  afterEach(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true });
  });

  const store = (prefix: string): S3Store =>
    new S3Store({ client: makeS3Client({ endpoint: emulator.endpoint }), bucket: BUCKET, prefix, headFirst: true });

  /** A done job with a table, one of another version with the name of a job to come, and a failed one. */
  async function leaveResults(): Promise<void> {
    const results = join(folder, "results");
    await leaveDone(results, "A", { "t.csv": "x\n1\n" });
    await leaveDone(results, "1", { "t.csv": "x\n1\n" });
    await leaveFailed(results, "C");
    for (const key of globSync("**", { cwd: results, dot: true })) {
      await store("fiji-dev/results/").put(join(results, key), key);
    }
  }

  async function callsOf(
    answers: StubAnswers,
    args: readonly string[],
    expectedCode = 0,
  ): Promise<readonly RecordedCall[]> {
    const recorded = recordCalls(answers);
    try {
      const io = new FakeIo(folder);
      const code = await main([...args, "--deployment", "deployment.json", "--endpoint", emulator.endpoint], io);
      assert.equal(code, expectedCode, io.err.join("\n"));
      return recorded.calls;
    } finally {
      recorded.stop();
    }
  }

  async function helpOf(command: string): Promise<string> {
    const io = new FakeIo(folder);
    await main([command, "--help"], io);
    return io.out.join("\n");
  }

  for (const [title, args, policy, needed] of [
    ["status", ["status"], "read-only", ["sqs:GetQueueAttributes", "s3:ListBucket", "s3:GetObject"]],
    ["failures", ["failures"], "read-only", ["sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "s3:GetObject"]],
    [
      "monitor",
      ["monitor", "--once"],
      "read-only",
      [
        "ec2:DescribeSpotFleetRequestHistory",
        "ec2:DescribeSpotPriceHistory",
        "ecs:DescribeServices",
        "ecs:DescribeTasks",
        "ecs:DescribeContainerInstances",
        "application-autoscaling:DescribeScalableTargets",
        "autoscaling:DescribeScalingActivities",
      ],
    ],
    ["collect", ["collect", "t.csv"], "read-only", ["s3:ListBucket", "s3:GetObject"]],
    [
      "report",
      ["report"],
      "read-only",
      ["s3:GetObject", "sqs:GetQueueAttributes", "ecs:DescribeServices", "ec2:DescribeSpotPriceHistory"],
    ],
    [
      "submit",
      ["submit", "job.json"],
      "operate",
      [
        "sqs:SendMessage",
        "s3:PutObject",
        "application-autoscaling:RegisterScalableTarget",
        "application-autoscaling:PutScheduledAction",
      ],
    ],
    ["submit", ["submit", "job.json", "--replace"], "operate", ["sqs:SendMessage", "s3:DeleteObject"]],
    ["download", ["download", "--to", "fetched", "--dry-run"], "read-only", ["s3:ListBucket", "s3:GetObject"]],
    ["upload", ["upload", "images"], "operate", ["s3:ListBucket", "s3:PutObject"]],
    ["export-logs", ["export-logs"], "operate", ["logs:DescribeLogStreams", "logs:FilterLogEvents", "s3:PutObject"]],
    ["export-logs", ["export-logs", "--to", "logs"], "read-only", ["logs:DescribeLogStreams", "logs:FilterLogEvents"]],
    ["logs", ["logs", "--service"], "read-only", ["logs:FilterLogEvents"]],
    ["shell", ["shell", "i-1", "--print"], "operate", ["ec2:DescribeInstances"]],
    ["start", ["start", "--machines", "1"], "operate", ["application-autoscaling:PutScheduledAction"]],
    [
      "stop",
      ["stop"],
      "operate",
      [
        "application-autoscaling:RegisterScalableTarget",
        "ec2:ModifySpotFleetRequest",
        "ecs:UpdateService",
        "ecs:StopTask",
      ],
    ],
    [
      "cancel",
      ["cancel", "--all"],
      "operate",
      ["sqs:ReceiveMessage", "sqs:DeleteMessage", "application-autoscaling:DeleteScheduledAction"],
    ],
    ["failures", ["failures", "--retry"], "operate", ["sqs:SendMessage", "sqs:DeleteMessage"]],
  ] as const) {
    it(`allows every call that \`dfiji ${args.join(" ")}\` makes: ${policy}`, async () => {
      assert.match(await helpOf(title), new RegExp(`${policy}\\.json`));
      if (title === "submit" && !args.includes("--replace" as never)) {
        // without --replace the other version stops a submit
        await store("fiji-dev/results/").remove(doneKey("", "1-00000000"));
      }
      if (title === "cancel") {
        const queue = new SQSClient(clientOptions(emulator.endpoint));
        await queue.send(new SendMessageCommand({ QueueUrl: jobsUrl, MessageBody: "no job" }));
      }
      if (title === "report") {
        // the cost is that since the newest submission
        await leavePlan(join(folder, "plan"), { A: { Name: "A" } });
        const key = submissionKey("20260102-030405-0000");
        await store("fiji-dev/results/").put(join(folder, "plan", key), key);
      }
      const calls = await callsOf(STUBS, args);
      if (title === "report") assert.match(await readFile(join(folder, "report.html"), "utf8"), /dfiji-data/);
      const made = new Set(calls.map(({ action }) => action));
      for (const action of needed)
        assert.ok(made.has(action), `${action} was not called; ${[...made].join(", ")} were`);
      assert.deepEqual(refused(calls, policy), []);
      // the shell's own call is that of the AWS CLI
      if (policy === "operate" && title !== "shell") assert.notDeepEqual(refused(calls, "read-only"), []);
    });
  }

  it("allows every call that `dfiji down --yes` makes besides those of Pulumi: deploy and operate together", async () => {
    assert.match(await helpOf("down"), /deploy\.json and operate\.json/);
    process.env["PATH"] = await standInPulumi(folder, [{ call: "destroy", stdout: "Resources: 65 deleted\n" }]);
    const queue = new SQSClient(clientOptions(emulator.endpoint));
    await queue.send(new SendMessageCommand({ QueueUrl: jobsUrl, MessageBody: "no job" }));
    // the emulated queues are still there: 1
    const roles = { ListRoles: { Roles: [{ RoleName: "fiji-dev-worker-0123456" }] } };
    const calls = await callsOf({ ...GONE, ...roles }, ["down", "--yes"], 1);
    const made = new Set(calls.map(({ action }) => action));
    for (const action of [
      ...["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ListQueues", "ec2:DescribeVolumes", "ec2:DescribeInstances"],
      ...["cloudwatch:DescribeAlarms", "cloudwatch:ListDashboards", "logs:DescribeLogGroups", "events:ListRules"],
      ...["ecs:ListClusters", "ecr:DescribeRepositories", "lambda:ListFunctions", "sns:ListTopics"],
      ...["application-autoscaling:DescribeScalableTargets", "iam:ListRoles", "iam:ListRoleTags"],
      "autoscaling:DescribeAutoScalingGroups",
    ]) {
      assert.ok(made.has(action), `${action} was not called; ${[...made].join(", ")} were`);
    }
    assert.deepEqual(refused(calls, "deploy", "operate"), []);
    assert.notDeepEqual(refused(calls, "deploy"), []);
    assert.notDeepEqual(refused(calls, "operate"), []);
  });

  it("of operate allows all that read-only does", () => {
    const operate = shipped("operate").map((one) => JSON.stringify({ ...one, of: "" }));
    for (const one of shipped("read-only")) assert.ok(operate.includes(JSON.stringify({ ...one, of: "" })), one.Sid);
  });
});

/** Calls that no policy of these, written for the bucket, allows. */
const refused = (calls: readonly RecordedCall[], ...policies: readonly ShippedPolicy[]): readonly string[] => {
  const statements = policies.flatMap(shipped);
  return calls
    .filter(
      ({ action, arn }) =>
        !statements.some(
          ({ Action, Resource }) =>
            listed(Action).includes(action) &&
            listed(Resource).some((pattern) => matchesPattern(pattern.replace("BUCKET", BUCKET), arn)),
        ),
    )
    .map(({ action, arn }) => `${action} on ${arn}`);
};
