import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type * as pulumi from "@pulumi/pulumi";
import {
  MachineCare,
  type MachineCareArgs,
  machineCareSource,
} from "../../../components/fleet-controller/fleet-controller";
import { settingsOf } from "../../../components/fleet-controller/lambda/settings";
import { machineCareStatements } from "../../../components/fleet-controller/rights";
import { listed } from "../../helpers/resource-graph";
import { ACCOUNT_ID, REGION, runProgram } from "../../helpers/pulumi-mocks";

const args: MachineCareArgs = {
  account: { id: "123456789012", partition: "aws", region: "eu-west-1", dnsSuffix: "amazonaws.com" },
  experiment: "fiji-plates",
  functionName: "fiji-plates-care",
  clusterName: "fiji-plates",
  serviceName: "fiji-plates-workers",
  queueName: "fiji-plates-jobs",
  topicName: "fiji-plates-notices",
  idleMinutes: 15,
  idleAction: "terminate",
  machines: 4,
  tasksPerMachine: 2,
  copiesPerTask: 3,
  jobsPerCopy: 5,
  scaling: "queue",
  emptyAlarm: "fiji-plates_empty",
  onDemandMachines: 0,
  onDemandGroup: "fiji-plates-on-demand",
  logRetentionDays: 60,
  tags: { experiment: "fiji-plates", stack: "plates", owner: "ada" },
};

async function made(changes: Partial<MachineCareArgs> = {}) {
  const program = await runProgram(() => new MachineCare("plates-care", { ...args, ...changes }));
  const resources = program.resources.filter((resource) => resource.custom);
  const named = (name: string): Record<string, unknown> =>
    resources.find((resource) => resource.name === `plates-care-${name}`)?.props ?? {};
  const json = (name: string, key: string): unknown => JSON.parse(String(named(name)[key]));
  return { resources, named, json };
}

describe("machine care", () => {
  it("is one function with its role and log, three rules and a call at create, update and delete", async () => {
    const { resources } = await made();
    assert.deepEqual(resources.map((resource) => resource.name.replace("plates-care-", "")).sort(), [
      "function",
      "lifecycle",
      "logs",
      "machines",
      "machines-permission",
      "machines-target",
      "role",
      "role-policy",
      "sweep",
      "sweep-permission",
      "sweep-target",
      "tasks",
      "tasks-permission",
      "tasks-target",
    ]);
  });

  it("runs small, on Node 22 and arm64, with a log of its own that ends", async () => {
    const { named } = await made();
    const { code: _code, environment: _environment, role: _role, tags, ...rest } = named("function");
    assert.deepEqual(rest, {
      name: "fiji-plates-care",
      description: "Looks after the machines of fiji-plates",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      memorySize: 512,
      timeout: 300,
      loggingConfig: { logFormat: "JSON", logGroup: "/aws/lambda/fiji-plates-care" },
    });
    assert.deepEqual(tags, {
      "fiji:experiment": "fiji-plates",
      "fiji:stack": "plates",
      "fiji:role": "care",
      "fiji:owner": "ada",
    });
    assert.equal(named("logs")["name"], "/aws/lambda/fiji-plates-care");
    assert.equal(named("logs")["retentionInDays"], 60);
  });

  it("tells the handler all it needs, in plain names", async () => {
    const { named } = await made({ idleMinutes: 30, idleAction: "reboot" });
    const { variables } = named("function")["environment"] as { variables: Record<string, string> };
    assert.deepEqual(settingsOf(variables), {
      experiment: "fiji-plates",
      experimentTag: "fiji:experiment",
      cluster: "fiji-plates",
      service: "fiji-plates-workers",
      queueName: "fiji-plates-jobs",
      idleMinutes: 30,
      idleActionArn: "arn:aws:automate:eu-west-1:ec2:reboot",
      topicArn: "arn:aws:sns:eu-west-1:123456789012:fiji-plates-notices",
      sweepRule: "fiji-plates-care-sweep",
      scaling: "queue",
      capacity: { machines: 4, tasksPerMachine: 2, copiesPerTask: 3, jobsPerCopy: 5 },
      emptyAlarm: "fiji-plates_empty",
      onDemandMachines: 0,
      onDemandGroup: "fiji-plates-on-demand",
    });
    assert.throws(() => settingsOf({ ...variables, QUEUE: "" }), /not set: QUEUE/);
  });

  it("listens to machines that start or end, tasks of its cluster that stop, and every minute", async () => {
    const { json, named } = await made();
    assert.deepEqual(json("machines", "eventPattern"), {
      source: ["aws.ec2"],
      "detail-type": ["EC2 Instance State-change Notification"],
      detail: { state: ["running", "terminated"] },
    });
    assert.deepEqual(json("tasks", "eventPattern"), {
      source: ["aws.ecs"],
      "detail-type": ["ECS Task State Change"],
      detail: {
        clusterArn: ["arn:aws:ecs:eu-west-1:123456789012:cluster/fiji-plates"],
        lastStatus: ["STOPPED"],
        containerInstanceArn: [{ exists: true }],
      },
    });
    assert.equal(named("sweep")["scheduleExpression"], "rate(1 minute)");
    for (const rule of ["machines", "tasks", "sweep"]) {
      assert.equal(named(rule)["name"], `fiji-plates-care-${rule}`);
      assert.equal(named(`${rule}-permission`)["principal"], "events.amazonaws.com");
      assert.equal(
        named(`${rule}-permission`)["sourceArn"],
        `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:fiji-plates-care-${rule}`,
      );
    }
  });

  it("is called through its whole life, again when a setting changes, and never replaced for that", async () => {
    const [first, second] = [await made(), await made({ idleMinutes: 20 })];
    assert.equal(first.named("lifecycle")["lifecycleScope"], "CRUD");
    assert.notEqual(first.named("lifecycle")["input"], second.named("lifecycle")["input"]);
    assert.equal(first.named("lifecycle")["triggers"], undefined);
  });

  it("can still write its log and use its rights in its last call", async () => {
    const { resources } = await made();
    const last = resources.find((resource) => resource.name === "plates-care-lifecycle");
    const names = last?.dependencies.map((urn) => urn.split("::").at(-1));
    for (const name of ["function", "role-policy", "logs"]) assert.ok(names?.includes(`plates-care-${name}`), name);
  });
});

describe("the rights of machine care", () => {
  const statements = machineCareStatements(args);

  it("name everything as a whole only where AWS knows nothing narrower", () => {
    const wide = statements.filter((statement) => statement.Resource === "*").flatMap((statement) => statement.Action);
    assert.deepEqual(wide, [
      "ec2:DescribeInstances",
      "ec2:DescribeSpotFleetRequests",
      "application-autoscaling:DescribeScalableTargets",
      "ecs:ListTasks",
      "cloudwatch:GetMetricData",
    ]);
  });
  it("list the tasks of this cluster only", () => {
    const found = statements.find((statement) => statement.Action === "ecs:ListTasks");
    assert.deepEqual(found?.Condition, {
      ArnEquals: { "ecs:cluster": "arn:aws:ecs:eu-west-1:123456789012:cluster/fiji-plates" },
    });
  });
  it("change machines, fleets and scaling of this experiment only", () => {
    const changing = [
      "ec2:TerminateInstances",
      "ec2:ModifySpotFleetRequest",
      "application-autoscaling:RegisterScalableTarget",
      "application-autoscaling:PutScheduledAction",
      "application-autoscaling:DeleteScheduledAction",
    ];
    for (const action of changing) {
      const found = statements.find((statement) => listed(statement.Action).includes(action));
      assert.deepEqual(
        found?.Condition,
        { StringEquals: { "aws:ResourceTag/fiji:experiment": "fiji-plates" } },
        action,
      );
    }
  });
  it("change alarms of this experiment's machines only", () => {
    const found = statements.find((statement) => statement.Action.includes("cloudwatch:DeleteAlarms"));
    assert.equal(found?.Resource, "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:fiji-plates_i-*");
  });
  it("drain machines of this cluster only, and set off no alarm but the one that sets fleet and service to 0", () => {
    const of = (action: string) => statements.find((statement) => listed(statement.Action).includes(action))?.Resource;
    const ecs = "arn:aws:ecs:eu-west-1:123456789012";
    assert.equal(of("ecs:UpdateContainerInstancesState"), `${ecs}:container-instance/fiji-plates/*`);
    assert.equal(of("ecs:GetTaskProtection"), `${ecs}:task/fiji-plates/*`);
    assert.equal(of("cloudwatch:SetAlarmState"), "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:fiji-plates_empty");
  });
  it("have to do with on-demand machines only where there may be some, and then with this group only", () => {
    assert.doesNotMatch(JSON.stringify(statements), /autoscaling:SetDesiredCapacity/u);
    const asking = machineCareStatements({ ...args, onDemandMachines: 1 }).find(
      ({ Action }) => Action === "autoscaling:SetDesiredCapacity",
    );
    assert.equal(
      asking?.Resource,
      "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:*:autoScalingGroupName/fiji-plates-on-demand",
    );
  });
  it("switch its own schedule only, not the rules by which it hears of machines", () => {
    const found = statements.find((statement) => statement.Action.includes("events:DisableRule"));
    assert.equal(found?.Resource, "arn:aws:events:eu-west-1:123456789012:rule/fiji-plates-care-sweep");
  });
  it("hold in every partition", () => {
    const china = { ...args, account: { ...args.account, partition: "aws-cn", region: "cn-north-1" } };
    assert.doesNotMatch(JSON.stringify(machineCareStatements(china)), /arn:aws:/);
  });
  it("make no log group", () => {
    assert.doesNotMatch(JSON.stringify(statements), /CreateLogGroup|\*:\*"/);
  });
});

describe("the code of machine care", () => {
  it("has the SDK of the lock file, is far below Lambda's 50 MB, and says nothing about the computer that made it", () => {
    const source = machineCareSource();
    assert.ok(source.length < 3_000_000, `${source.length} characters`);
    assert.ok(!source.includes(process.cwd()));
    const required = [...source.matchAll(/require\("(@[^"]+)"\)/gu)].map(([, name]) => name);
    assert.deepEqual([...new Set(required)], ["@aws-sdk/signature-v4-crt"]); // in the text of an error
  });
  it("is uploaded as the file that was made", async () => {
    const code = (await made()).named("function")["code"] as pulumi.asset.AssetArchive;
    const asset = (await code.assets)["index.js"] as pulumi.asset.FileAsset;
    assert.equal(readFileSync(await asset.path, "utf8"), machineCareSource());
  });
});
