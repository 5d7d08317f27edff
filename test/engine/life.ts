import assert from "node:assert/strict";
import { otherVpc, shortName } from "../helpers/config-changes";
import { type Protection, refuseWithJobs } from "../../components/fleet-controller/lambda/protection";
import { GOOD_CONFIG } from "../helpers/good-config";
import { type AnswerInputs, refused } from "../helpers/pulumi-mocks";
import { PulumiProject } from "./pulumi-project";
import type { Change, World } from "./stub-provider";

/** Resources without which machines or containers would start in vain, by the name of what must wait for them. */
const FIRST = {
  "fleet-request": [
    "fleet-role-policy",
    "fleet-pass-policy",
    "fleet-machine-policy",
    "fleet-profile",
    "fleet-template-launch-template",
    "cluster-cluster",
    "cluster-jobs-log",
    "cluster-machines-log",
    "care-function",
    "care-lifecycle",
    "care-machines-target",
    "care-tasks-target",
    "care-sweep-target",
    "care-machines-permission",
  ],
  "service-service": [
    "fleet-request",
    "cluster-cluster",
    "cluster-machines-log",
    "queue-jobs",
    "queue-dead",
    "worker-role-policy",
    "task-execution-policy",
    "task-definition",
    "image-image",
  ],
  "care-lifecycle": ["care-role-policy", "care-logs", "care-function", "notices-topic"],
  "scaling-fleet": ["fleet-request"],
  "scaling-service": ["service-service"],
} as const;

const FIJI = { engineUrl: "https://example.org/fiji.zip", engineSha256: "0".repeat(64) };

/** From the last job's container to what the last machine needs. */
const DESTROY_ORDER = [
  ["protection-invocation", "scaling-backlog"],
  ["queue-dead", "cluster-jobs-log"],
  ["notices-topic", "cluster-jobs-log"],
  ["care-lifecycle", "cluster-cluster", "cluster-jobs-log"],
  ["protection-invocation", "dashboard-dashboard"],
  ["protection-invocation", "notices-dead-letters"],
  ["scaling-backlog", "scaling-tasks-up", "scaling-service", "service-service"],
  ["scaling-fleet", "service-service", "fleet-request", "care-lifecycle", "care-function", "care-role"],
  ["care-lifecycle", "care-logs"],
  ["care-lifecycle", "care-role-policy"],
  ["care-lifecycle", "cluster-cluster"],
  ["fleet-request", "fleet-role-policy", "fleet-role"],
  ["fleet-request", "fleet-pass-policy"],
  ["fleet-request", "fleet-profile", "fleet-machine"],
  ["fleet-request", "fleet-template-launch-template", "fleet-template-security-group"],
  ["service-service", "task-definition", "task-execution"],
  ["service-service", "worker-role-policy", "worker-role"],
  ["service-service", "queue-jobs", "queue-dead"],
] as const;

/** One experiment from its first preview to its end, each step by the command that a user gives. */
export function describeLife(): void {
  describe("an experiment's life with the Pulumi CLI", function () {
    this.timeout(300_000);
    let project: PulumiProject;
    const config = { ...GOOD_CONFIG, notify: '["ada@example.org"]' };
    const moved = { ...config, machines: "5", jobTimeoutMinutes: "60", volumeGiB: "60" };

    before(async () => {
      project = await PulumiProject.create(config);
      project.world.answers = accountOf(project);
    });
    after(() => project?.dispose());

    it("is previewed: everything would be made, nothing is", async () => {
      const { exitCode, output, stdout } = await project.pulumi("preview", "--json");
      assert.equal(exitCode, 0, output);
      const { changeSummary } = JSON.parse(stdout) as { changeSummary: Record<string, number> };
      assert.deepEqual(Object.keys(changeSummary), ["create"]);
      assert.deepEqual(project.world.changes, []);
    });

    it("is refused with all problems of its config together: missing keys, wrong ones, and pairs", async () => {
      const { bucket: _, ...rest } = GOOD_CONFIG;
      // as a stack file may have it by hand; Pulumi itself would name the first key of a wrong type alone
      project.configure({
        ...rest,
        protectJobs: "4",
        notify: "ada",
        maxSpotPrice: "much",
        maxReceives: "2",
        keyName: "ada",
      });
      const { exitCode, output } = await project.pulumi("preview");
      project.configure(config);
      assert.notEqual(exitCode, 0);
      const named = output
        .split("\n")
        .flatMap((line) => /^ +- distributed-fiji:(\S+) is|^ +- (\w+) is/u.exec(line) ?? []);
      for (const name of ["bucket", "protectJobs", "notify[0]", "maxSpotPrice", "maxReceives"]) {
        assert.ok(named.includes(name), `${name} is not in ${output}`);
      }
      assert.match(output, /bucket is not set; .*`pulumi config set distributed-fiji:bucket my-images`/u);
    });

    it("is made: what machines and containers need is there before them", async () => {
      const made = await changesOf(project, "up", "--yes", "--skip-preview");
      assert.deepEqual(new Set(made.map(({ op }) => op)), new Set(["create"]));
      for (const [later, needed] of Object.entries(FIRST)) {
        for (const earlier of needed) assertOrder(made, "create", earlier, later);
      }
    });

    it("is left alone by a second `up`, which finds the image in the repository", async () => {
      assert.deepEqual(await changesOf(project, "up", "--yes", "--skip-preview", "--expect-no-changes"), []);
    });

    it("builds an image for another content, and takes an earlier one again without a build", async () => {
      const older = one(project.world.changes, "create", "image-image");
      assert.equal(older.inputs["push"], true);
      project.configure({ ...config, engine: "fiji", ...FIJI });
      const forward = await changesOf(project, "up", "--yes", "--skip-preview");
      const newer = one(forward, "create", "image-image");
      assert.equal(newer.inputs["push"], true);
      assert.notEqual(newer.name, older.name);
      assert.ok(newer.end < one(forward, "update", "service-service").begin);
      // the image stays in the repository: this state alone forgets it
      assert.deepEqual(
        forward.filter(({ op, name }) => op === "delete" && name === older.name),
        [],
      );

      project.configure(config);
      const back = one(await changesOf(project, "up", "--yes", "--skip-preview"), "create", "image-image");
      assert.equal(back.name, older.name);
      const { push, exports, dockerfile, tags } = back.inputs;
      assert.deepEqual(
        { push, exports, tags },
        { push: false, exports: [{ cacheonly: {} }], tags: older.inputs["tags"] },
      );
      assert.match(JSON.stringify(dockerfile), /FROM scratch AS imagej/u);
      assert.deepEqual(await changesOf(project, "up", "--yes", "--skip-preview", "--expect-no-changes"), []);
    });

    it("takes another number of machines in place", async () => {
      project.configure({ ...config, machines: "5" });
      const changes = await changesOf(project, "up", "--yes", "--skip-preview");
      assert.deepEqual(changes.map(({ op, name }) => `${op} ${shortName(name)}`).sort(), [
        "update care-function",
        "update care-lifecycle",
        "update scaling-fleet",
        "update scaling-fleet-up",
        "update scaling-service",
        "update scaling-tasks-up",
      ]);
    });

    it("gets new workers for another job limit, and keeps its machines", async () => {
      project.configure({ ...config, machines: "5", jobTimeoutMinutes: "60" });
      const changes = await changesOf(project, "up", "--yes", "--skip-preview");
      assert.deepEqual(
        changes.map(({ op, name }) => `${op} ${shortName(name)}`),
        ["create task-definition", "update service-service", "delete task-definition"],
      );
    });

    it("gets a new fleet for another volume: never two at the same time, and MachineCare stays", async () => {
      project.configure(moved);
      const changes = await changesOf(project, "up", "--yes", "--skip-preview");
      const ended = one(changes, "delete", "fleet-request");
      assert.ok(ended.end < one(changes, "create", "fleet-request").begin);
      assert.notEqual(one(changes, "create", "fleet-request").id, ended.id);
      assertOrder(changes, "create", "fleet-request", "scaling-fleet");
      assertOrder(changes, "delete", "scaling-fleet", "fleet-request");
      const touched = new Set(changes.filter(({ op }) => op !== "update").map(({ name }) => shortName(name)));
      for (const name of ["service-service", "care-lifecycle", "cluster-cluster", "queue-jobs"]) {
        assert.ok(!touched.has(name), `${name} was made again or deleted`);
      }
      assert.deepEqual(await changesOf(project, "up", "--yes", "--skip-preview", "--expect-no-changes"), []);
    });

    it("moves to another VPC: the old security group goes once no machine has it any more", async () => {
      project.world.answers = { ...project.world.answers, ...otherVpc };
      const changes = await changesOf(project, "up", "--yes", "--skip-preview");
      assertOrder(changes, "delete", "fleet-request", "fleet-template-security-group");
      const made = one(changes, "create", "fleet-template-security-group");
      assert.ok(made.end < one(changes, "create", "fleet-request").begin);
    });

    it("is not destroyed while jobs wait: nothing is deleted, and the message has the way out", async () => {
      let jobs = { visible: 2, inFlight: 1 };
      // what Lambda runs for the provider's call at delete
      project.world.beforeDelete = async ({ name, state }) => {
        if (shortName(name) !== "protection-invocation") return;
        await refuseWithJobs(JSON.parse(String(state["input"])) as Protection, () => Promise.resolve(jobs));
      };
      const before = project.world.changes.length;
      const refused = await project.pulumi("destroy", "--yes", "--skip-preview");
      assert.notEqual(refused.exitCode, 0);
      assert.deepEqual(project.world.changes.slice(before), []);
      assert.match(refused.output, /2 jobs wait and 1 run in fiji-dev-jobs .*distributed-fiji:protectJobs false/u);

      // the way out runs an `up`, since destroy runs no program
      project.configure({ ...moved, protectJobs: "false" });
      assert.notEqual((await project.pulumi("destroy", "--yes", "--skip-preview")).exitCode, 0);
      const changes = await changesOf(project, "up", "--yes", "--skip-preview");
      assert.deepEqual(
        changes.map(({ op, name }) => `${op} ${shortName(name)}`),
        ["update protection-invocation"],
      );
      project.configure(moved);
      await changesOf(project, "up", "--yes", "--skip-preview");
      jobs = { visible: 0, inFlight: 0 };
    });

    it("gets another fleet after its end: `up` stops at the old one, unless it refreshes first", async () => {
      endFleet(project);
      project.configure({ ...moved, endAfterHours: "240" });
      const stopped = await project.pulumi("up", "--yes", "--skip-preview");
      assert.notEqual(stopped.exitCode, 0);
      assert.match(stopped.output, /fleetRequestNotInCancellableState/u);

      const changes = await changesOf(project, "up", "--yes", "--skip-preview", "--refresh");
      one(changes, "create", "fleet-request");
      assertOrder(changes, "create", "fleet-request", "scaling-fleet");
      assert.ok(!changes.some(({ op, name }) => op === "delete" && shortName(name) === "fleet-request"));
      assert.deepEqual(await changesOf(project, "up", "--yes", "--skip-preview", "--expect-no-changes"), []);
    });

    it("ends in order, and leaves nothing but the image that goes with its repository", async () => {
      const made = new Set(project.world.changes.filter(({ op }) => op === "create").map(({ name }) => name));
      const deleted = await changesOf(project, "destroy", "--yes", "--skip-preview");
      for (const chain of DESTROY_ORDER) {
        for (const [index, earlier] of chain.entries()) {
          const later = chain[index + 1];
          if (later !== undefined) assertOrder(deleted, "delete", earlier, later);
        }
      }
      for (const { name } of deleted) made.delete(name);
      assert.deepEqual([...new Set([...made].map(shortName))], ["image-image"]);
      assert.deepEqual(await stateOf(project), []);
    });

    it("is destroyed with a refresh after the fleet's end", async () => {
      await changesOf(project, "up", "--yes", "--skip-preview");
      endFleet(project);
      await changesOf(project, "destroy", "--yes", "--skip-preview", "--refresh");
      assert.deepEqual(await stateOf(project), []);
    });
  });
}

/** The resources that the stack's state holds. */
async function stateOf(project: PulumiProject): Promise<readonly unknown[]> {
  const { stdout } = await project.pulumi("stack", "export");
  const { deployment } = JSON.parse(stdout) as { deployment: { resources?: unknown[] } };
  return deployment.resources ?? [];
}

/** The account has the log group that was made, with its tags, and the repository the images that were pushed. */
function accountOf({ world }: PulumiProject): World["answers"] {
  const group = () => {
    const last = world.changes.findLast(({ name }) => shortName(name) === "cluster-jobs-log");
    return last === undefined || last.op === "delete" ? undefined : last.inputs;
  };
  return {
    "aws:cloudwatch/getLogGroups:getLogGroups": () => ({ logGroupNames: group() === undefined ? [] : ["fiji-dev"] }),
    "aws:cloudwatch/getLogGroup:getLogGroup": () => ({ arn: "arn:aws:logs:::fiji-dev", tags: group()?.["tags"] }),
    "aws:ecr/getImage:getImage": ({ imageTag }: AnswerInputs) =>
      world.changes.some(({ name, inputs }) => name === `fiji-dev-image-${imageTag}` && inputs["push"] === true)
        ? { imageTag }
        : refused("reading ECR Images: ImageNotFoundException: The image does not exist within the repository"),
  };
}

/**
 * As after `endAfterHours`: the request is cancelled. The provider's delete forgives only "does not exist", and its read finds
 * no cancelled one (terraform-provider-aws, internal/service/ec2/ec2_spot_fleet_request.go, FindSpotFleetRequestByID).
 */
function endFleet({ world }: PulumiProject): void {
  const { beforeDelete } = world;
  world.gone.add("fiji-dev-fleet-request");
  world.beforeDelete = async (deleted) => {
    await beforeDelete(deleted);
    if (world.gone.has(deleted.name)) throw new Error("fleetRequestNotInCancellableState");
  };
}

/** The second of two stacks of one name in one account, with a state of its own. */
export function describeSecondOwner(): void {
  describe("a stack whose name another one has in the account", function () {
    this.timeout(300_000);
    let project: PulumiProject;

    before(async () => (project = await PulumiProject.create(GOOD_CONFIG)));
    after(() => project?.dispose());

    it("is refused at preview and at `up` before anything, with the owner and the way out", async () => {
      project.world.answers = {
        "aws:cloudwatch/getLogGroups:getLogGroups": () => ({ logGroupNames: ["fiji-dev"] }),
        "aws:cloudwatch/getLogGroup:getLogGroup": () => ({
          arn: "arn:aws:logs:::fiji-dev",
          tags: { "fiji:stack-id": "another", "fiji:owner": "ada" },
        }),
      };
      for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
        const { exitCode, output } = await project.pulumi(...command);
        assert.notEqual(exitCode, 0, output);
        assert.match(
          output,
          /log group fiji-dev is another stack's and has owner "ada"; .*`pulumi stack rename dev-2`/u,
        );
      }
      assert.deepEqual(project.world.changes, []);
    });

    it("takes nothing over in a race: AWS refuses the log group, and neither `up` nor `destroy` touches more", async () => {
      project.world.answers = {};
      // CreateLogGroup is the first call that AWS refuses for what is there (botocore 1.44.8, logs)
      project.world.beforeCreate = (name) => {
        if (shortName(name) === "cluster-jobs-log") throw new Error("ResourceAlreadyExistsException");
      };
      const { exitCode, output } = await project.pulumi("up", "--yes", "--skip-preview");
      assert.notEqual(exitCode, 0, output);
      assert.match(output, /ResourceAlreadyExistsException/u);
      assert.deepEqual(await changesOf(project, "destroy", "--yes", "--skip-preview"), []);
      assert.deepEqual(project.world.changes, []);
    });
  });
}

/** Runs a command that must do well, and gives what it changed. */
async function changesOf(project: PulumiProject, ...args: readonly string[]): Promise<readonly Change[]> {
  const before = project.world.changes.length;
  const { exitCode, output } = await project.pulumi(...args);
  assert.equal(exitCode, 0, output);
  return [...project.world.changes.slice(before)].sort((a, b) => a.begin - b.begin);
}

/** The first was finished before the second began. */
function assertOrder(changes: readonly Change[], op: Change["op"], earlier: string, later: string): void {
  const [first, second] = [one(changes, op, earlier), one(changes, op, later)];
  assert.ok(first.end < second.begin, `${op} of ${later} began before ${earlier} was done`);
}

function one(changes: readonly Change[], op: Change["op"], name: string): Change {
  const found = changes.filter((change) => change.op === op && shortName(change.name) === name);
  assert.equal(found.length, 1, `one ${op} of ${name} expected, got ${found.length}`);
  return found[0]!;
}
