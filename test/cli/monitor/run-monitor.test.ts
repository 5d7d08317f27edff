import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeScalingActivitiesCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeInstancesCommand,
  DescribeSpotFleetRequestHistoryCommand,
  DescribeSpotFleetRequestsCommand,
  DescribeSpotPriceHistoryCommand,
} from "@aws-sdk/client-ec2";
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { writeSubmission } from "../../../cli/bookkeeping/submissions";
import { readFacts } from "../../../cli/experiment/read-facts";
import { type LiveBlock, type MonitorOptions, runMonitor } from "../../../cli/monitor/run-monitor";
import { type Snapshot } from "../../../cli/monitor/snapshot";
import { textOf } from "../../../cli/shared/styled";
import { FakeIo } from "../../helpers/cli-io";
import { leaveDone } from "../../helpers/fake-results";
import { stubExperiment } from "../../helpers/stub-experiment";

const START = Date.parse("2026-03-01T12:00:00Z");

describe("dfiji monitor", () => {
  let folder: string;
  let stub: ReturnType<typeof stubExperiment>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-monitor-"));
    stub = stubExperiment(folder, { copiesPerTask: 4 });
    await writeSubmission(stub.experiment.outputs, {
      v: 1,
      submission: "20260301-110000-abcd",
      createdAt: "2026-03-01T11:00:00Z",
      roots: [""],
      count: 8,
      planSha256: "x",
      queued: 8,
      complete: true,
    });
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Between two looks a minute passes and `steps` are done in turn; after the last it is stopped. */
  async function watch(
    options: Partial<MonitorOptions>,
    steps: readonly (() => unknown)[] = [],
    draw?: (text: string) => void,
  ) {
    const io = new FakeIo(folder);
    const stop = new AbortController();
    let minutes = 0;
    const deps = {
      now: () => new Date(START + minutes * 60_000),
      wait: async () => {
        const step = steps[minutes++];
        if (step === undefined) stop.abort();
        else await step();
      },
      draw: draw && ((block: LiveBlock) => draw(block({ columns: 100, rows: 30 }).map(textOf).join("\n"))),
      stop: stop.signal,
    };
    const code = await runMonitor(stub.experiment, { interval: 60, ...options }, deps, io);
    return { code, out: io.out, err: io.err };
  }
  const snapshots = (out: readonly string[]) => out.map((line) => JSON.parse(line) as Snapshot & { event: string });

  it("says once why nothing moves, while the time in its text grows", async () => {
    stub.queues(3, 0);
    const { err } = await watch({}, [() => undefined, () => undefined]);
    assert.deepEqual(err, [
      "nothing moves: 1 worker runs for 58 min 0 s and takes no job",
      "  $ dfiji logs --service --stack dev --since 15m",
    ]);
  });

  it("says once that the stack has changed since the file was written, and how to write it again", async () => {
    const deployments = [
      { status: "PRIMARY", createdAt: new Date("2026-03-01T10:30:00Z") },
      { status: "ACTIVE", createdAt: new Date("2026-03-01T11:30:00Z") },
    ];
    stub.ecs.on(DescribeServicesCommand).resolves({ services: [{ status: "ACTIVE", desiredCount: 4, deployments }] });
    const own = stub.experiment;
    const written = async (writtenAt: string, draw?: (text: string) => void) => {
      const file = {
        source: `d.json of ${writtenAt}`,
        writtenAt,
        rewrite: "dfiji deployment --stack dev --out d.json",
      };
      stub = { ...stub, experiment: { ...own, ...file } };
      return watch({}, [() => undefined], draw);
    };
    const CHANGED = [
      "the stack has changed since d.json of 2026-03-01T10:00:00.000Z: its workers are of 2026-03-01T10:30:00.000Z; write the file again:",
      "  $ dfiji deployment --stack dev --out d.json",
    ];
    const { out, err } = await written("2026-03-01T10:00:00.000Z");
    assert.equal(out.length, 2);
    assert.deepEqual(err, CHANGED);
    assert.deepEqual((await written("2026-03-01T10:30:00.000Z")).err, []);
    const blocks: string[] = [];
    await written("2026-03-01T10:00:00.000Z", (text) => blocks.push(text));
    assert.match(blocks[0]!, /the stack has changed since d\.json/);
    stub = { ...stub, experiment: own };
    assert.deepEqual((await watch({ once: true })).err, []);
  });

  it("counts jobs, copies and machines, and what they cost since the newest submission", async () => {
    stub.queues(3, 4, 1);
    await leaveDone(folder, "A", { "t.csv": "x" });
    const { code, out } = await watch({ once: true, json: true });
    const [one] = snapshots(out);
    assert.equal(code, 0);
    const { cost, machines, copies, done, failed, running, waiting, event } = one!;
    assert.deepEqual(
      { event, done, failed, running, waiting },
      { event: "progress", done: 1, failed: 1, running: 4, waiting: 3 },
    );
    assert.deepEqual(copies, { working: 4, ready: 4 });
    assert.deepEqual(machines, {
      wanted: 1,
      running: 1,
      pools: [{ type: "m5.xlarge", zone: "us-east-1a", market: "spot", count: 1, usdPerHour: 0.06 }],
      interrupted: 0,
    });
    // an hour of 0.06, of 73 GiB at 0.08 a month of 730 hours, and of an address
    assert.ok(Math.abs(cost.usd - (0.06 + 0.008 + 0.005)) < 1e-9, String(cost.usd));
    assert.equal(cost.isComplete, true);
    assert.equal(cost.usdPerJob, undefined);
  });

  it("measures rate, time left, cost at the end and of a job between looks", async () => {
    stub.queues(4, 4);
    const { out } = await watch({ json: true }, [
      async () => {
        stub.queues(2, 4);
        await leaveDone(folder, "A", { "t.csv": "x" });
        await leaveDone(folder, "B", { "t.csv": "x" });
      },
    ]);
    const [first, second] = snapshots(out);
    assert.equal(first?.jobsPerMinute, undefined);
    assert.equal(second?.jobsPerMinute, 2);
    assert.equal(second?.secondsLeft, 180);
    const perHour = 0.06 + 0.008 + 0.005;
    assert.ok(Math.abs((second?.cost.usdAtTheEnd ?? 0) - perHour * (64 / 60)) < 1e-9);
    assert.ok(Math.abs((second?.cost.usdPerJob ?? 0) - perHour / 60 / 2) < 1e-9);
  });

  it("--until-done ends with 0 after two empty looks, and with 1 when jobs failed", async () => {
    const done = await watch({ untilDone: true }, [() => undefined, () => assert.fail("a third look")]);
    assert.equal(done.code, 0);
    assert.equal(done.out.length, 2);
    stub.queues(0, 0, 2);
    assert.equal((await watch({ untilDone: true }, [() => undefined])).code, 1);
  });

  it("--until-done continues after one empty look: SQS counts approximately", async () => {
    const { code, out } = await watch({ untilDone: true }, [
      () => stub.queues(0, 3),
      () => stub.queues(0, 0),
      () => undefined,
    ]);
    assert.equal(code, 0);
    assert.equal(out.length, 4);
  });

  it("--until-done that is stopped ends with 1, without it with 0", async () => {
    stub.queues(1, 1);
    assert.equal((await watch({ untilDone: true })).code, 1);
    assert.equal((await watch({})).code, 0);
  });

  it("--until-done ends with 3 when a person is needed, and waits while AWS has no capacity", async () => {
    stub.queues(5, 0);
    stub.ec2.on(DescribeInstancesCommand).resolves({});
    const report = (EventSubType: string, EventDescription: string): unknown =>
      stub.ec2.on(DescribeSpotFleetRequestHistoryCommand).resolves({
        HistoryRecords: [
          {
            Timestamp: new Date(START - 60_000),
            EventType: "error",
            EventInformation: { EventSubType, EventDescription },
          },
        ],
      });
    report("spotFleetRequestConfigurationInvalid", "m5.xlarge: We currently do not have sufficient m5.xlarge capacity");
    const { code, out, err } = await watch({ untilDone: true }, [
      () => undefined,
      () => report("spotInstanceCountLimitExceeded", "Max spot instance count exceeded"),
    ]);
    assert.equal(code, 3);
    assert.equal(out.length, 3);
    assert.match(err[0]!, /^nothing moves: AWS has no free machines/);
    assert.match(err[2]!, /^nothing moves: the account's quota/); // the first verdict was printed once
    assert.match(err[3]!, /^ {2}\$ aws service-quotas/);
  });

  it("jobs that were in flight a moment ago are not reported as stuck since their submission", async () => {
    stub.queues(5, 2);
    const { out } = await watch({ json: true }, [
      () => {
        stub.queues(5, 0);
        stub.ec2.on(DescribeInstancesCommand).resolves({});
      },
    ]);
    assert.equal(snapshots(out)[1]?.verdict, undefined);
  });

  it("interrupted machines stay counted when EC2 forgets them", async () => {
    stub.queues(5, 2);
    stub.ec2.on(DescribeInstancesCommand).resolves({
      Reservations: [
        {
          Instances: [
            {
              InstanceId: "i-9",
              InstanceLifecycle: "spot",
              InstanceType: "m5.large",
              State: { Name: "terminated" },
              LaunchTime: new Date(START - 600_000),
              StateReason: { Code: "Server.SpotInstanceTermination", Message: "Spot instance termination" },
            },
          ],
        },
      ],
    });
    const { out } = await watch({ json: true }, [() => stub.ec2.on(DescribeInstancesCommand).resolves({})]);
    assert.deepEqual(
      snapshots(out).map(({ machines }) => machines.interrupted),
      [1, 1],
    );
  });

  it("counts on-demand machines at the stack's price, else at the list price; without one the cost is at least that", async () => {
    const drawnFor = async (type: string, own: object = {}): Promise<string> => {
      stub.queues(1, 1);
      stub.ec2.on(DescribeInstancesCommand).resolves({
        Reservations: [
          {
            Instances: [
              {
                InstanceId: "i-2",
                InstanceType: type as "m5.xlarge",
                State: { Name: "running" },
                LaunchTime: new Date(START - 3_600_000),
                Placement: { AvailabilityZone: "us-east-1a" },
              },
            ],
          },
        ],
      });
      const { experiment } = stub;
      stub = { ...stub, experiment: { ...experiment, deployment: { ...experiment.deployment, ...own } } };
      const drawn: string[] = [];
      await watch({}, [], (text) => drawn.push(text));
      stub = { ...stub, experiment };
      return drawn[0]!;
    };
    stub.ec2.on(DescribeSpotFleetRequestHistoryCommand).resolves({});
    const listed = await drawnFor("m5.xlarge"); // although EC2 has a spot price for it
    assert.match(listed, /^ {2}1 m5\.xlarge in us-east-1a, on demand, 0\.19 USD an hour each$/mu);
    assert.match(listed, /^cost {6}0\.21 USD since the newest submission, 0\.21 USD an hour$/mu);
    assert.match(await drawnFor("m5.xlarge", { onDemandPrice: "0.25" }), /^cost {6}0\.26 USD since/mu);
    assert.match(await drawnFor("m9g.xlarge"), /^cost {6}at least 0\.0130 USD since/mu);
  });

  describe("counts on-demand machines that EC2 has forgotten, by the group's activities", () => {
    const HOUR = 3_600_000;
    const activity = (Description: string, atMs: number, StatusCode: "Successful" | "Failed" = "Successful") => ({
      ActivityId: Description,
      AutoScalingGroupName: "fiji-dev-on-demand",
      Cause: "",
      Description,
      Details: '{"Subnet ID":"subnet-1","Availability Zone":"us-east-1b"}',
      StartTime: new Date(atMs),
      StatusCode,
    });
    const launched = (id: string, atMs: number) => activity(`Launching a new EC2 instance: ${id}`, atMs);
    const ended = (id: string, atMs: number) => activity(`Terminating EC2 instance: ${id}`, atMs);
    const costWith = async (own: Partial<Stub["experiment"]["deployment"]>): Promise<Snapshot["cost"]> => {
      const { experiment } = stub;
      stub = { ...stub, experiment: { ...experiment, deployment: { ...experiment.deployment, ...own } } };
      const { out } = await watch({ once: true, json: true });
      stub = { ...stub, experiment };
      return snapshots(out)[0]!.cost;
    };
    type Stub = ReturnType<typeof stubExperiment>;
    const group = { onDemandGroup: "fiji-dev-on-demand" };
    // of storage and address, an hour
    const BESIDES = 0.008 + 0.005;
    const assertUsd = ({ usd }: Snapshot["cost"], expected: number) =>
      assert.ok(Math.abs(usd - expected) < 1e-9, `${usd}, not ${expected}`);

    beforeEach(() => {
      stub.queues(1, 1);
      stub.ec2.on(DescribeInstancesCommand).resolves({});
      stub.ec2.on(DescribeSpotFleetRequestHistoryCommand).resolves({});
      stub.groups
        .on(DescribeScalingActivitiesCommand)
        .resolvesOnce({
          Activities: [
            ended("i-a", START - 0.25 * HOUR),
            activity("Launching a new EC2 instance.  Status Reason: no capacity", START - 0.5 * HOUR, "Failed"),
          ],
          NextToken: "2",
        })
        .resolvesOnce({
          // i-b began before the submission of 11:00, which is the hour that is counted
          Activities: [launched("i-a", START - 0.75 * HOUR), ended("i-b", START - 0.8 * HOUR), launched("i-b", 0)],
          NextToken: "3",
        })
        .rejects(new Error("older activities are not needed"));
    });

    it("each from its launch to its end, those before the submission from there", async () => {
      const cost = await costWith(group);
      assertUsd(cost, (0.5 + 0.2) * (0.192 + BESIDES));
      assert.deepEqual([cost.usdPerHour, cost.isComplete], [0, true]);
      assert.equal(stub.groups.commandCalls(DescribeScalingActivitiesCommand).length, 2);
    });

    it("at the cheapest of several types, and says that it is at least that", async () => {
      const cost = await costWith({ ...group, instanceTypes: ["m5.2xlarge", "m5.xlarge"] });
      assertUsd(cost, 0.7 * (0.192 + BESIDES));
      assert.equal(cost.isComplete, false);
    });

    it("at the stack's price, which is that of all types", async () => {
      const cost = await costWith({ ...group, instanceTypes: ["m5.2xlarge", "m5.xlarge"], onDemandPrice: "0.3" });
      assertUsd(cost, 0.7 * (0.3 + BESIDES));
      assert.equal(cost.isComplete, true);
    });

    it("without a price where a type has none, and says that it is at least that", async () => {
      const cost = await costWith({ ...group, instanceTypes: ["m9g.xlarge", "m5.xlarge"] });
      assertUsd(cost, 0.7 * BESIDES);
      assert.equal(cost.isComplete, false);
    });

    it("by EC2's own word where it still lists one", async () => {
      stub.ec2.on(DescribeInstancesCommand).resolves({
        Reservations: [
          {
            Instances: [
              {
                InstanceId: "i-a",
                InstanceType: "m5.2xlarge",
                State: { Name: "terminated" },
                StateTransitionReason: "User initiated (2026-03-01 11:30:00 GMT)",
                LaunchTime: new Date(START - 0.75 * HOUR),
                Placement: { AvailabilityZone: "us-east-1b" },
              },
            ],
          },
        ],
      });
      assertUsd(await costWith(group), 0.25 * (0.384 + BESIDES) + 0.2 * (0.192 + BESIDES));
    });

    it("and asks nothing of a stack without a group", async () => {
      assertUsd(await costWith({}), 0);
      assert.equal(stub.groups.calls().length, 0);
    });
  });

  it("says that the cost is at least that where EC2 has no price", async () => {
    stub.queues(1, 1);
    stub.ec2.on(DescribeSpotPriceHistoryCommand).resolves({});
    const drawn: string[] = [];
    await watch({}, [], (text) => drawn.push(text));
    assert.match(drawn[0]!, /^cost {6}at least 0\.0130 USD since the newest submission/m);
  });

  it("draws a block for a person, no line wider than the terminal", async () => {
    stub.queues(3, 4, 1);
    const drawn: string[] = [];
    await watch({}, [], (text) => drawn.push(text));
    assert.deepEqual(drawn[0]!.split("\n"), [
      'fiji-dev (stack "dev") at 2026-03-01T12:00:00.000Z',
      `[${"#".repeat(11)}${"-".repeat(80)}] 12 %`,
      "0 done, 1 failed, 4 running, 3 waiting",
      "processes 4 of 4 at work",
      "machines  1 requested, 1 running, 0 interrupted",
      "  1 m5.xlarge in us-east-1a, 0.0600 USD an hour each",
      "cost      0.0730 USD since the newest submission, 0.0730 USD an hour",
      "why jobs failed:",
      "  $ dfiji failures --stack dev",
    ]);
  });

  it("prints a line for a pipe", async () => {
    stub.queues(3, 4);
    const { out } = await watch({ once: true });
    assert.deepEqual(out, [
      "2026-03-01T12:00:00.000Z 0 done, 0 failed, 4 running, 3 waiting, 1 of 1 machines, 0.0730 USD so far",
    ]);
  });

  it("reads every page, and a destroyed stack without an error", async () => {
    const gone = Object.assign(new Error("Cluster not found."), { name: "ClusterNotFoundException" });
    stub.ecs.reset();
    stub.ecs.onAnyCommand().rejects(gone);
    const forgotten = Object.assign(new Error("x"), { name: "InvalidSpotFleetRequestId.NotFound" });
    stub.ec2.on(DescribeSpotFleetRequestHistoryCommand).rejects(forgotten);
    const other = { Key: "fiji:experiment", Value: "fiji-dev" };
    const page = (SpotFleetRequestId: string, SpotFleetRequestState: "active" | "cancelled", NextToken?: string) => ({
      SpotFleetRequestConfigs: [{ SpotFleetRequestId, SpotFleetRequestState, Tags: [other] }],
      ...(NextToken !== undefined && { NextToken }),
    });
    stub.ec2
      .on(DescribeSpotFleetRequestsCommand)
      .resolvesOnce(page("sfr-old", "cancelled", "2"))
      .resolvesOnce(page("sfr-new", "active"));
    const now = new Date(START);
    const facts = await readFacts(stub.experiment, { waitingSince: now, since: now, now });
    assert.deepEqual(
      [facts.fleet, facts.otherFleet, facts.service, facts.fleetEvents],
      [undefined, "sfr-new", undefined, []],
    );
  });
});
