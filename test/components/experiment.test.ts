import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deploymentSchema } from "../../worker/contract/deployment";
import { withoutTag } from "../helpers/config-changes";
import { type RegisteredResource, runExperiment, UNKNOWN } from "../helpers/experiment-resources";
import { STACK_ID } from "../helpers/pulumi-mocks";
import { allOf, json, needs, only } from "../helpers/resource-graph";

const IMAGE = `ghcr.io/lab/worker@sha256:${"0".repeat(64)}`;
const EVERYTHING = {
  notify: '["ada@example.org","https://hooks.slack.com/services/T/B/x"]',
  mountBucket: "true",
  keyName: "ada",
};

describe("experiment", () => {
  let resources: readonly RegisteredResource[];
  let made: readonly RegisteredResource[];

  before(async () => {
    ({ resources } = await runExperiment(EVERYTHING));
    made = resources.filter(({ type }) => /^(aws|docker-build):/u.test(type));
  });

  it("keeps the names of all its resources: a new one would replace what runs", () => {
    const path = join(__dirname, "experiment-urns.txt");
    const urns = `${resources
      .map(({ urn }) => withoutTag(urn))
      .sort()
      .join("\n")}\n`;
    // DFIJI_UPDATE_URNS=1 writes the file again, for a change that is meant
    if (process.env["DFIJI_UPDATE_URNS"] === "1") writeFileSync(path, urns);
    assert.equal(urns, readFileSync(path, "utf8"));
  });

  it("has every component below the experiment, and every resource below a component", () => {
    assert.deepEqual(
      resources.filter(({ parent }) => parent === "").map(({ type }) => type),
      ["pulumi:index:Stash", "fiji:index:Experiment", "fiji:index:JobProtection"], // the last waits for all of the second
    );
    for (const { parent, name } of made) assert.match(parent, /fiji:index:\w+::/u, name);
  });

  it("names each child after its component, with a fixed end", () => {
    const byUrn = new Map(resources.map((one) => [one.urn, one]));
    for (const { name, parent } of resources) {
      const parentName = byUrn.get(parent)?.name ?? "";
      assert.ok(name.startsWith(parentName), `${name} below ${parentName}`);
    }
  });

  it("tags everything that can have tags with experiment, stack, owner and role", () => {
    const untaggable =
      /RolePolicy|QueuePolicy|LifecyclePolicy|docker-build|appautoscaling\/policy|Dashboard|EventTarget|Permission|Invocation|TopicPolicy|TopicSubscription/u;
    const roles = new Set<string>();
    for (const { name, type, props } of made.filter((one) => !untaggable.test(one.type))) {
      const tags = props["tags"] as Record<string, string> | undefined;
      assert.equal(tags?.["fiji:experiment"], "fiji-dev", `${name} (${type})`);
      assert.equal(tags?.["fiji:stack"], "dev", name);
      assert.equal(tags?.["fiji:owner"], "ada", name);
      roles.add(tags?.["fiji:role"] ?? assert.fail(`${name} has no role`));
    }
    assert.deepEqual([...roles].sort(), [
      "care",
      "cluster",
      "dead-letter",
      "fleet",
      "image",
      "jobs",
      "logs",
      "machine",
      "notices",
      "scaling",
      "worker",
    ]);
  });

  it("begins every AWS name with the experiment's", () => {
    const names = made
      .map(({ type, props }) => ({
        type,
        name: (props["name"] ?? props["dashboardName"] ?? props["family"]) as string,
      }))
      .filter(({ name }) => name !== undefined);
    assert.ok(names.length >= 20);
    for (const { type, name } of names) assert.match(name, /^(\/aws\/lambda\/)?fiji-dev(?![a-z0-9])/u, type);
  });

  it("shares no AWS name with the stack whose name begins alike", async () => {
    const other = (await runExperiment(EVERYTHING, { stack: "dev-jobs" })).resources.filter(({ custom }) => custom);
    const namesOf = (list: readonly RegisteredResource[]): readonly string[] =>
      list.flatMap(({ type, props }) => {
        const name = (props["name"] ?? props["dashboardName"] ?? props["family"]) as string | undefined;
        return name === undefined ? [] : [`${type} ${name}`];
      });
    const mine = new Set(namesOf(made));
    assert.deepEqual(
      namesOf(other).filter((name) => mine.has(name)),
      [],
    );
  });

  it("fits AWS's limits with the longest stack name", async () => {
    const { resources: all } = await runExperiment(EVERYTHING, { stack: "p".repeat(32) });
    const limits: Readonly<Record<string, number>> = {
      Queue: 80,
      Function: 64,
      EventRule: 64,
      Repository: 256,
      LaunchTemplate: 125,
      MetricAlarm: 255,
      Cluster: 255,
      Service: 255,
      Topic: 256,
      SecurityGroup: 255,
      Dashboard: 255,
      LogGroup: 512,
    };
    for (const { type, props } of all) {
      const limit = limits[type.split(":").at(-1)!];
      const name = (props["name"] ?? props["dashboardName"] ?? "") as string;
      if (limit !== undefined) assert.ok(name.length > 0 && name.length <= limit, `${type} ${name}: ${name.length}`);
    }
    // IAM names end in a hyphen and seven characters of Pulumi's
    for (const { name, type } of all.filter((one) => /iam\/(role|instanceProfile):/u.test(one.type))) {
      assert.ok(name.length + 8 <= (type.includes("Profile") ? 128 : 64), `${name}: ${name.length + 8}`);
    }
  });

  it("makes the fleet after everything that a machine needs, and keeps that until the fleet has gone", () => {
    const fleet = only(made, "SpotFleetRequest");
    for (const earlier of [
      only(made, "Cluster"),
      only(made, "LogGroup", "-machines-log"),
      only(made, "LogGroup", "-jobs-log"),
      only(made, "InstanceProfile"),
      only(made, "LaunchTemplate"),
      only(made, "SecurityGroup"),
      only(made, "RolePolicy", "-fleet-machine-policy"),
      only(made, "RolePolicy", "-fleet-role-policy"),
      only(made, "RolePolicy", "-fleet-pass-policy"),
      only(made, "Function", "-care-function"),
      only(made, "Invocation", "-care-lifecycle"),
      only(made, "RolePolicy", "-care-role-policy"),
      ...allOf(made, "EventTarget").filter(({ name }) => name.includes("-care-")),
    ]) {
      assert.ok(needs(resources, fleet, earlier), `the fleet needs ${earlier.name}`);
      assert.ok(!needs(resources, earlier, fleet), `${earlier.name} does not need the fleet`);
    }
  });

  it("makes nothing before the job log group, which AWS makes for one stack of a name only, and keeps it to the end", () => {
    const first = only(made, "LogGroup", "-jobs-log");
    const early = made.filter((later) => later.urn !== first.urn && !needs(resources, later, first));
    assert.deepEqual(
      early.map(({ name }) => name),
      [],
      "could be made first",
    );
    const tags = first.props["tags"] as Record<string, string>;
    assert.equal(tags["fiji:stack-id"], STACK_ID);
    assert.ok(needs(resources, first, only(resources, "Stash")), "the id would go before what it marks");
  });

  it("asks whether jobs wait after everything is made, so before anything is deleted", () => {
    const protection = only(made, "Invocation", "-protection-invocation");
    for (const other of made.filter(({ urn }) => urn !== protection.urn)) {
      assert.ok(needs(resources, protection, other), `${other.name} could be deleted first`);
    }
    assert.deepEqual(json(protection.props["input"]), {
      protectJobs: true,
      project: "distributed-fiji",
      queue: "fiji-dev-jobs",
    });
    assert.equal(protection.props["lifecycleScope"], "CRUD");
  });

  it("makes the service after fleet, logs, queue, rights and image, and deletes it before them", () => {
    const service = only(made, "Service");
    for (const earlier of [
      only(made, "SpotFleetRequest"),
      only(made, "Cluster"),
      only(made, "LogGroup", "-machines-log"),
      only(made, "Queue", "-jobs"),
      only(made, "Queue", "-dead"),
      only(made, "RolePolicy", "-worker-role-policy"),
      only(made, "RolePolicy", "-execution-policy"),
      only(made, "Image"),
      only(made, "TaskDefinition"),
    ]) {
      assert.ok(needs(resources, service, earlier), `the service needs ${earlier.name}`);
    }
  });

  it("scales only what is there", () => {
    for (const target of allOf(made, "Target")) {
      assert.ok(needs(resources, target, only(made, "Service")), target.name);
    }
    assert.ok(needs(resources, only(made, "Target", "-fleet"), only(made, "SpotFleetRequest")));
  });

  it("has no circle", () => {
    for (const one of resources) assert.ok(!needs(resources, one, one), one.name);
  });

  it("gives the CLI a deployment that it can read, and people links", async () => {
    const { deployment, links } = await runExperiment({ script: "examples/nuclei/count-nuclei.ijm" });
    assert.deepEqual(deploymentSchema.parse(deployment), deployment);
    assert.equal(deployment.queueUrl, "https://sqs.eu-central-1.amazonaws.com/123456789012/fiji-dev-jobs");
    assert.equal(deployment.deadLetterQueueUrl, "https://sqs.eu-central-1.amazonaws.com/123456789012/fiji-dev-dead");
    assert.equal(deployment.fleetId, "sfr-00000000-0000-0000-0000-000000000001");
    assert.equal(deployment.validUntil, "2026-11-15T10:00:00Z");
    assert.equal(deployment.onDemandGroup, undefined);
    assert.match(deployment.scriptSha256 ?? "", /^[0-9a-f]{64}$/u);
    for (const link of Object.values(links as unknown as Record<string, string>)) {
      assert.equal(new URL(link).host, "eu-central-1.console.aws.amazon.com");
      assert.match(decodeURIComponent(link), /fiji-dev/u);
    }
  });

  it("names the group of on-demand machines where there is one", async () => {
    const { deployment } = await runExperiment({ onDemandMachines: "2" });
    assert.equal(deployment.onDemandGroup, "fiji-dev-on-demand");
  });

  it("builds nothing when an image is given", async () => {
    const { resources: all, deployment } = await runExperiment({ image: IMAGE });
    assert.equal(deployment.image, IMAGE);
    assert.deepEqual(
      all.filter(({ type }) => /ecr|docker-build/u.test(type)),
      [],
    );
  });

  it("says where it cannot be made before anything is registered", async () => {
    const noVpc = { "aws:ec2/getVpc:getVpc": () => assert.fail("no matching VPC") };
    await assert.rejects(
      runExperiment({}, { answers: noVpc }),
      /Network: nothing was made\.\n {2}- this region has no default VPC/u,
    );
  });
});

describe("experiment at preview", () => {
  let made: readonly RegisteredResource[];
  before(async () => {
    const { resources } = await runExperiment(EVERYTHING, { preview: true });
    made = resources.filter(({ custom }) => custom);
  });

  it("hides from policies only what is an output by itself", () => {
    const unknown = made.flatMap(({ name, props }) => unknownsOf(props).map((path) => `${name}: ${path}`)).sort();
    const hidden = unknown.filter(
      (text) =>
        !/: (.*\.)?(\w*[aA]rn|id|version|role|securityGroups\.0|resourceId|alarmActions\.\d|functionName|function|topic|rule|loggingConfig\.logGroup|iamFleetRole|taskDefinition)$/u.test(
          text,
        ),
    );
    assert.deepEqual(hidden, [
      // these two name the fleet, which has no name of its own
      "fiji-dev-care-alarms-silence: metricQueries.0.metric.dimensions.FleetRequestId",
      "fiji-dev-dashboard-dashboard: dashboardBody",
      // the ARN of the machines' role stands in it, and nothing else
      "fiji-dev-fleet-pass-policy: policy",
      // counted from the creation of the fleet's role
      "fiji-dev-fleet-request: validUntil",
    ]);
  });

  it("names the key that leaves the whole bucket open, and the lines that keep the folders of earlier versions", async () => {
    const { messages } = await runExperiment({}, { preview: true });
    assert.deepEqual(
      messages.map((text) => [text.slice(0, text.indexOf(":")), ...(/`[^`]+`$/u.exec(text) ?? [])]),
      [
        ["warning", "`pulumi config set distributed-fiji:inputPrefix plates/`"],
        ["info", "`pulumi config set distributed-fiji:outputPrefix results/`"],
        ["info", "`pulumi config set distributed-fiji:logPrefix logs/`"],
        ["info"], // what one job may have of a task
        ["info"], // what the machines cost at most
      ],
    );
    const all = { inputPrefix: "plates/", outputPrefix: "results/", logPrefix: "logs/" };
    const [sharing, cost, ...others] = (await runExperiment(all, { preview: true })).messages;
    assert.match(sharing ?? "", /MiB/);
    assert.match(cost ?? "", /cost at most 0\.4 USD per hour/);
    assert.deepEqual(others, []);
  });

  it("shows whole texts: containers, policies, queues' rules, boot script", () => {
    for (const [type, end, property] of [
      ["TaskDefinition", "", "containerDefinitions"],
      ["RolePolicy", "-worker-role-policy", "policy"],
      ["RolePolicy", "-fleet-machine-policy", "policy"],
      ["Queue", "-jobs", "redrivePolicy"],
      ["Queue", "-dead", "redriveAllowPolicy"],
      ["LaunchTemplate", "", "userData"],
    ] as const) {
      const text = only(made, type, end).props[property];
      assert.ok(typeof text === "string" && text.length > 50 && !text.includes(UNKNOWN), `${type}${end} ${property}`);
    }
  });
});

function unknownsOf(value: unknown, path = ""): readonly string[] {
  if (value === UNKNOWN) return [path];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, member]) => unknownsOf(member, path === "" ? key : `${path}.${key}`));
}
