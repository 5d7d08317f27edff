import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutScheduledActionCommand, RegisterScalableTargetCommand } from "@aws-sdk/client-application-auto-scaling";
import { DescribeSpotFleetRequestsCommand, ModifySpotFleetRequestCommand } from "@aws-sdk/client-ec2";
import { ListTasksCommand, StopTaskCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { start, type StartOptions } from "../../../cli/operate/start";
import { stop } from "../../../cli/operate/stop";
import { type CliError } from "../../../cli/shared/exit";
import { FakeIo } from "../../helpers/cli-io";
import { stubExperiment } from "../../helpers/stub-experiment";

const NOW = new Date("2026-03-01T12:00:00Z");

describe("starting and stopping an experiment", () => {
  let folder: string;
  let stub: ReturnType<typeof stubExperiment>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-operate-"));
    stub = stubExperiment(folder, { machines: 4, tasksPerMachine: 2, copiesPerTask: 4 });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const started = async (options: StartOptions = {}) => {
    const io = new FakeIo(folder);
    const code = await start(stub.experiment, options, NOW, io);
    return { code, out: io.out };
  };
  const stopped = async (options: { readonly json?: boolean } = {}) => {
    const io = new FakeIo(folder);
    const code = await stop(stub.experiment, options, io);
    return { code, out: io.out };
  };
  const minima = () =>
    stub.scaling
      .commandCalls(PutScheduledActionCommand)
      .map(({ args }) => [args[0].input.ScheduledActionName, args[0].input.ScalableTargetAction?.MinCapacity]);
  /** Names of the calls that change something, in their order. */
  const changes = () =>
    [...stub.scaling.calls(), ...stub.ec2.calls(), ...stub.ecs.calls()]
      .sort((a, b) => (a.calledBefore(b) ? -1 : 1))
      .map(({ args }) => args[0].constructor.name.replace(/Command$/, ""))
      .filter((name) => !/^(Describe|List)/.test(name));

  it("start resumes scaling of fleet and service, and asks for what waits and runs", async () => {
    stub.queues(10, 7);
    assert.deepEqual(await started(), { code: 0, out: ["3 machines asked for, in about a minute."] });
    const resumed = stub.scaling.commandCalls(RegisterScalableTargetCommand).map(({ args }) => args[0].input);
    assert.deepEqual(
      resumed.map(({ ServiceNamespace, SuspendedState }) => [ServiceNamespace, SuspendedState]),
      ["ec2", "ecs"].map((name) => [
        name,
        { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false },
      ]),
    );
    assert.deepEqual(minima(), [
      ["fiji-dev-begin", 3],
      ["fiji-dev-begin", 8],
      ["fiji-dev-end", 0],
      ["fiji-dev-end", 0],
    ]);
  });

  it("start --machines asks for that many, whatever waits", async () => {
    assert.deepEqual((await started({ machines: 2, json: true })).out, [
      '{"event":"started","machines":2,"waiting":0,"running":0}',
    ]);
    assert.deepEqual(minima()[0], ["fiji-dev-begin", 2]);
  });

  it("start with an empty queue buys nothing and says so", async () => {
    assert.deepEqual((await started()).out, ["Scaling is resumed. No job waits, so no machine is asked for."]);
    assert.deepEqual(minima()[0], ["fiji-dev-begin", 0]);
  });

  it("start --machines above the stack's is refused before anything changes, with the command that raises it", async () => {
    await assert.rejects(started({ machines: 9 }), (error: CliError) => {
      assert.equal(error.exitCode, 2);
      assert.equal(error.message, "--machines 9: the stack may have 4");
      assert.match(error.details.join(), /distributed-fiji:machines 9 --stack dev/);
      return true;
    });
    assert.deepEqual(changes(), []);
  });

  for (const [title, fleets, message, detail] of [
    [
      "has ended",
      [["sfr-00000000-0000-0000-0000-000000000001", "cancelled"]],
      /has ended \(its end is 2999/,
      /endAfterHours 336/,
    ],
    [
      "is another one now",
      [["sfr-2", "active"]],
      /the stack has changed since stack "dev": .* is sfr-2, not sfr-0/,
      /pulumi refresh/,
    ],
  ] as const) {
    it(`start and stop change nothing when the fleet ${title}: exit 3, with what to do`, async () => {
      stub.ec2.on(DescribeSpotFleetRequestsCommand).resolves({
        SpotFleetRequestConfigs: fleets.map(([SpotFleetRequestId, SpotFleetRequestState]) => ({
          SpotFleetRequestId,
          SpotFleetRequestState,
          Tags: [{ Key: "fiji:experiment", Value: "fiji-dev" }],
        })),
      });
      for (const command of [started, stopped]) {
        await assert.rejects(command(), (error: CliError) => {
          assert.equal(error.exitCode, 3);
          assert.match(error.message, message);
          assert.match(error.details.join(), detail);
          return true;
        });
      }
      assert.deepEqual(changes(), []);
    });
  }

  it("stop suspends scaling first, then lowers fleet and service, then stops the tasks, which are protected", async () => {
    const { code, out } = await stopped();
    assert.equal(code, 0);
    assert.match(out[0]!, /^Scaling is suspended; 1 task ends\. .*return to the queue\.$/);
    assert.match(out[1]!, /Resume: dfiji start --stack dev$/);
    assert.deepEqual(changes(), [
      "RegisterScalableTarget",
      "RegisterScalableTarget",
      "ModifySpotFleetRequest",
      "UpdateService",
      "StopTask",
    ]);
    const suspended = stub.scaling.commandCalls(RegisterScalableTargetCommand).map(({ args }) => args[0].input);
    for (const { MinCapacity, SuspendedState } of suspended) {
      assert.deepEqual([MinCapacity, SuspendedState?.DynamicScalingOutSuspended], [0, true]);
    }
    const [modified] = stub.ec2.commandCalls(ModifySpotFleetRequestCommand);
    assert.deepEqual(
      [modified?.args[0].input.TargetCapacity, modified?.args[0].input.ExcessCapacityTerminationPolicy],
      [0, "noTermination"],
    );
    assert.equal(stub.ecs.commandCalls(UpdateServiceCommand)[0]?.args[0].input.desiredCount, 0);
    assert.match(stub.ecs.commandCalls(StopTaskCommand)[0]?.args[0].input.task ?? "", /task\/fiji-dev\/t1$/);
  });

  it("stop looks again for a task that ECS started meanwhile, and counts none twice", async () => {
    stub.ecs
      .on(ListTasksCommand, { cluster: "fiji-dev", desiredStatus: "RUNNING" })
      .resolvesOnce({ taskArns: [] })
      .resolves({ taskArns: ["arn:aws:ecs:us-east-1:123456789012:task/fiji-dev/t1"] });
    assert.deepEqual((await stopped({ json: true })).out, ['{"event":"stopped","tasks":0}']);
    stub.ecs.on(ListTasksCommand, { cluster: "fiji-dev", desiredStatus: "RUNNING" }).resolves({
      taskArns: ["arn:aws:ecs:us-east-1:123456789012:task/fiji-dev/t1"],
    });
    assert.deepEqual((await stopped({ json: true })).out, ['{"event":"stopped","tasks":1}']);
    assert.equal(stub.ecs.commandCalls(StopTaskCommand).length, 1);
  });
});
