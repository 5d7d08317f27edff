import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type RegisteredResource, runExperiment } from "../helpers/experiment-resources";
import { matchesPattern } from "../../policy/support/iam";
import { doneKey } from "../../worker/contract/keys";
import { type FoundStatement, listed, statementsOf } from "../helpers/resource-graph";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000";
const DIGEST = "0".repeat(64);
const EVERYTHING = {
  mountBucket: "true",
  bucketKmsKey: KEY,
  inputPrefix: "plates/",
  script: "s3://scripts/fiji/measure.ijm",
  scriptSha256: DIGEST,
};

/** Calls for which AWS knows no resource, and conditions cannot narrow: the only ones on "*". */
const WITHOUT_RESOURCE = [
  "ec2:DescribeImages",
  "ec2:DescribeInstanceStatus",
  "ec2:DescribeSubnets",
  "ecr:GetAuthorizationToken",
  "ecs:DiscoverPollEndpoint",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];

describe("rights", () => {
  let statements: readonly FoundStatement[];
  let resources: readonly RegisteredResource[];
  const of = (name: string): readonly FoundStatement[] =>
    statements.filter((one) => one.of === name && one.kind === "identity");
  const actionsOf = (name: string): readonly string[] => of(name).flatMap(({ Action }) => listed(Action));

  before(async () => {
    ({ resources } = await runExperiment(EVERYTHING));
    statements = statementsOf(resources);
  });

  it("name every action, everywhere", () => {
    const allowed = statements.filter(({ Effect }) => Effect === "Allow");
    assert.ok(allowed.length > 30);
    for (const { of: name, Action } of allowed) {
      for (const action of listed(Action)) assert.match(action, /^[a-z0-9-]+:[A-Za-z]+$/u, name);
    }
  });

  it("are on everything only where AWS has no resource for the call", () => {
    const ours = /^fiji-dev-(worker|task|fleet)-/u; // MachineCare's are tested beside it
    const wide = statements
      .filter(({ of: name, Resource }) => ours.test(name) && listed(Resource).includes("*"))
      .flatMap(({ Action }) => listed(Action));
    assert.deepEqual([...wide].sort(), WITHOUT_RESOURCE);
  });

  it("allow no one to make log groups, tag things, make alarms or use access keys, the fleet's own tags apart", () => {
    const actions = statements.flatMap(({ of: name, Action }) => listed(Action).map((action) => `${name} ${action}`));
    assert.deepEqual(
      actions.filter((text) => /logs:CreateLogGroup|ec2:CreateTags|iam:(?!PassRole)/u.test(text)),
      ["fiji-dev-fleet-role-policy ec2:CreateTags"],
    );
    assert.deepEqual(
      actions.filter((text) => /PutMetricAlarm/u.test(text)).map((text) => text.split(" ")[0]),
      ["fiji-dev-care-role-policy"],
    );
    assert.deepEqual(
      resources.filter(({ type }) => /accessKey|iam\/user/iu.test(type)),
      [],
    );
    assert.doesNotMatch(JSON.stringify(resources.map(({ props }) => props)), /AKIA|AWS_SECRET/u);
  });

  it("of roles are taken on by one service each, by ours only where the service says for whom it asks", () => {
    const trust = statements.filter(({ kind }) => kind === "trust");
    const services = Object.fromEntries(
      trust.map(({ of: name, Principal, Condition }) => [name, { Principal, Condition }]),
    );
    const tasks = {
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": "123456789012" },
        ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-central-1:123456789012:*" },
      },
    };
    assert.deepEqual(services["fiji-dev-worker-role"], tasks);
    assert.deepEqual(services["fiji-dev-task-execution"], tasks);
    for (const [name, service] of Object.entries({
      "fiji-dev-fleet-machine": "ec2",
      "fiji-dev-fleet-role": "spotfleet",
      "fiji-dev-care-role": "lambda",
    })) {
      assert.deepEqual(
        services[name],
        { Principal: { Service: `${service}.amazonaws.com` }, Condition: undefined },
        name,
      );
    }
    assert.equal(trust.length, 5);
  });

  it("of a worker are this queue, these folders, the jobs' logs, the protection of this cluster's tasks", () => {
    assert.deepEqual(
      of("fiji-dev-worker-role-policy").map(({ Action, Resource, Condition }) => ({ Action, Resource, Condition })),
      [
        {
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueUrl"],
          Resource: "arn:aws:sqs:eu-central-1:123456789012:fiji-dev-jobs",
          Condition: undefined,
        },
        {
          Action: ["sqs:SendMessage", "sqs:GetQueueUrl"],
          Resource: [
            "arn:aws:sqs:eu-central-1:123456789012:fiji-dev-jobs",
            "arn:aws:sqs:eu-central-1:123456789012:fiji-dev-dead",
          ],
          Condition: undefined,
        },
        {
          Action: "s3:ListBucket",
          Resource: "arn:aws:s3:::my-images",
          Condition: { StringLike: { "s3:prefix": ["plates/*", "fiji-dev/results/*"] } },
        },
        {
          Action: "s3:GetObject",
          Resource: ["arn:aws:s3:::my-images/plates/*", "arn:aws:s3:::scripts/fiji/measure.ijm"],
          Condition: undefined,
        },
        {
          Action: ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
          Resource: "arn:aws:s3:::my-images/fiji-dev/results/*",
          Condition: undefined,
        },
        {
          Action: "s3:DeleteObject",
          Resource: "arn:aws:s3:::my-images/fiji-dev/results/*.dfiji/done/*.json",
          Condition: undefined,
        },
        {
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "arn:aws:logs:eu-central-1:123456789012:log-group:fiji-dev:*",
          Condition: undefined,
        },
        {
          Action: "ecs:UpdateTaskProtection",
          Resource: "arn:aws:ecs:eu-central-1:123456789012:task/fiji-dev/*",
          Condition: undefined,
        },
        {
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: KEY,
          Condition: { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } },
        },
      ],
    );
  });

  it("of a worker reach no object of another experiment of the bucket, and delete markers only", () => {
    const own = doneKey("fiji-dev/results/plate1/", "P1-A01-0a1b2c3d");
    const others = [
      "results/a.csv",
      doneKey("results/", "A01-0a1b2c3d"),
      "logs/a.txt",
      "fiji-dev/logs/a.txt",
      ...["fiji-dev2/results/", "fiji-de/results/", "fiji-other/results/plates/"].flatMap((folder) => [
        `${folder}a.csv`,
        doneKey(folder, "A01-0a1b2c3d"),
      ]),
    ];
    const may = (action: string, key: string): boolean =>
      of("fiji-dev-worker-role-policy").some(
        ({ Action, Resource }) =>
          listed(Action).includes(action) &&
          listed(Resource).some((arn) => matchesPattern(arn, `arn:aws:s3:::my-images/${key}`)),
      );
    for (const action of ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]) {
      assert.equal(may(action, own), true, action);
      for (const key of others) assert.equal(may(action, key), false, `${action} ${key}`);
    }
    assert.equal(may("s3:GetObject", "plates/P1/A01.tif"), true);
    for (const key of ["plates/P1/A01.tif", "fiji-dev/results/plate1/A01/a.csv"]) {
      assert.equal(may("s3:DeleteObject", key), false, key);
    }
    assert.equal(may("s3:PutObject", "plates/P1/A01.tif"), false);
  });

  it("of a worker are listed in docs/security.md, where it says what a script can do with them", async () => {
    const { resources: withExec } = await runExperiment({ ...EVERYTHING, ecsExec: "true" });
    const all = statementsOf(withExec).filter(({ of: name }) => name === "fiji-dev-worker-role-policy");
    const page = readFileSync(join(__dirname, "../../docs/security.md"), "utf8");
    const section = page.split("## What a script can do on AWS")[1]?.split("\n## ")[0] ?? "";
    const rows = section
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .map((line) => line.split("|").map((cell) => cell.trim()))
      .map(([, statement, actions]) => [statement, actions])
      .slice(2); // head and rule
    assert.deepEqual(
      rows,
      all.map(({ Sid, Action }) => [
        Sid,
        listed(Action)
          .map((action) => action.split(":")[1])
          .join(", "),
      ]),
    );
  });

  it("of a machine let it join, drain and leave its own cluster only", () => {
    const cluster = "arn:aws:ecs:eu-central-1:123456789012:cluster/fiji-dev";
    for (const { Action, Resource, Condition } of of("fiji-dev-fleet-machine-policy")) {
      if (!listed(Action).some((action) => action.startsWith("ecs:"))) continue;
      if (Action === "ecs:DiscoverPollEndpoint") assert.equal(Resource, "*");
      else assert.ok(JSON.stringify([Resource, Condition]).includes(cluster), String(Action));
    }
    assert.ok(actionsOf("fiji-dev-fleet-machine-policy").includes("ecs:UpdateContainerInstancesState"));
    assert.ok(actionsOf("fiji-dev-fleet-machine-policy").includes("ssm:UpdateInstanceInformation"));
  });

  it("of a machine reach the bucket only to mount the inputs, read-only", async () => {
    const s3 = (list: readonly FoundStatement[]): readonly object[] =>
      list
        .filter(({ of: name, Action }) => name === "fiji-dev-fleet-machine-policy" && /s3:|kms:/u.test(String(Action)))
        .map(({ Action, Resource }) => ({ Action, Resource }));
    assert.deepEqual(s3(statements), [
      { Action: "s3:ListBucket", Resource: "arn:aws:s3:::my-images" },
      { Action: "s3:GetObject", Resource: "arn:aws:s3:::my-images/plates/*" },
      { Action: "kms:Decrypt", Resource: KEY },
    ]);
    const without = await runExperiment({ bucketKmsKey: KEY });
    assert.deepEqual(s3(statementsOf(without.resources)), []);
  });

  it("of the fleet end its own machines only, and hand out the machines' role only", () => {
    const byId = Object.fromEntries(
      [...of("fiji-dev-fleet-role-policy"), ...of("fiji-dev-fleet-pass-policy")].map((one) => [one.Sid, one]),
    );
    assert.deepEqual(byId["EndOwnMachines"]?.Condition, {
      StringEquals: { "ec2:ResourceTag/fiji:experiment": "fiji-dev" },
    });
    assert.equal(
      byId["GiveMachinesTheirRole"]?.Resource,
      "arn:aws:iam::123456789012:role/fiji-dev-fleet-machine-0a1b2c3",
    );
    assert.deepEqual(byId["GiveMachinesTheirRole"]?.Condition, {
      StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" },
    });
  });

  it("of the execution role pull this image and write its log; nothing from ECR for an image from elsewhere", async () => {
    const resourcesOf = (list: readonly FoundStatement[]): Record<string, FoundStatement["Resource"]> =>
      Object.fromEntries(
        list
          .filter(({ of: name }) => name === "fiji-dev-task-execution-policy")
          .map(({ Sid = "", Resource }) => [Sid, Resource] as const),
      );
    const logs = "arn:aws:logs:eu-central-1:123456789012:log-group:fiji-dev_perInstance:*";
    assert.deepEqual(resourcesOf(statements), {
      WriteContainerOutput: logs,
      PullImage: "arn:aws:ecr:eu-central-1:123456789012:repository/fiji-dev",
      LogInToRegistry: "*",
    });
    const elsewhere = await runExperiment({ image: `ghcr.io/lab/worker@sha256:${DIGEST}` });
    assert.deepEqual(resourcesOf(statementsOf(elsewhere.resources)), { WriteContainerOutput: logs });
    const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
    const ours = await runExperiment({ image: `${registry}/team/worker@sha256:${DIGEST}` });
    assert.equal(
      resourcesOf(statementsOf(ours.resources))["PullImage"],
      "arn:aws:ecr:eu-central-1:123456789012:repository/team/worker",
    );
  });

  it("hold in other partitions", async () => {
    const china = { partition: "aws-cn", dnsSuffix: "amazonaws.com.cn" };
    const {
      resources: all,
      deployment,
      links,
    } = await runExperiment(
      { ...EVERYTHING, bucketKmsKey: undefined },
      {
        answers: {
          "aws:index/getPartition:getPartition": () => china,
          "aws:index/getRegion:getRegion": () => ({ region: "cn-north-1" }),
        },
      },
    );
    const found = statementsOf(all);
    const arns = [
      ...new Set(found.flatMap(({ Resource }) => listed(Resource)).filter((arn) => arn.startsWith("arn:"))),
    ];
    // the ARN of a role comes from the mocks
    for (const arn of arns.filter((one) => !one.includes(":role/"))) assert.match(arn, /^arn:aws-cn:/u);
    assert.match(deployment.image, /^123456789012\.dkr\.ecr\.cn-north-1\.amazonaws\.com\.cn\//u);
    assert.match(links.jobs, /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//u);
  });
});
