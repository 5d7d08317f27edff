import assert from "node:assert/strict";
import {
  ApplicationAutoScalingClient,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { keepDown, raiseCapacity } from "../../../cli/submit/capacity";
import { type Deployment } from "../../../worker/contract/deployment";
import { FakeIo } from "../../helpers/cli-io";

const deployment = {
  experiment: "fiji-dev",
  cluster: "fiji-dev",
  service: "fiji-dev-workers",
  fleetId: "sfr-1",
  machines: 4,
  tasksPerMachine: 2,
  copiesPerTask: 4,
  jobsPerCopy: 1,
  scaling: "queue",
  validUntil: "2999-01-01T00:00:00Z",
} as Deployment;

describe("machines asked for at submit", () => {
  // Only these two clients are replaced: a class replaced while the tests are read is replaced for all of them.
  const client = new ApplicationAutoScalingClient({ region: "eu-west-1" });
  const queues = { client: new SQSClient({ region: "eu-west-1" }), queueUrl: "q" };
  const scaling = mockClient(client);
  const sqs = mockClient(queues.client);
  beforeEach(() => {
    scaling.reset();
    sqs.reset();
    sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: "3" } });
  });
  const raise = async (change: Partial<Deployment>, sent: number): Promise<string> => {
    const io = new FakeIo("/nowhere");
    await raiseCapacity({ deployment: { ...deployment, ...change }, queues, sent }, client, io);
    return io.err.join("\n");
  };

  it("are those that the jobs need, on fleet and service, and the minimum goes back to 0 later", async () => {
    assert.equal(await raise({}, 17), "3 machines asked for, in about a minute");
    const resumed = scaling.commandCalls(RegisterScalableTargetCommand).map(({ args }) => args[0].input);
    assert.deepEqual(
      resumed.map(({ ResourceId, SuspendedState }) => [ResourceId, SuspendedState?.DynamicScalingOutSuspended]),
      [
        ["spot-fleet-request/sfr-1", false],
        ["service/fiji-dev/fiji-dev-workers", false],
      ],
    );
    const actions = scaling.commandCalls(PutScheduledActionCommand).map(({ args }) => args[0].input);
    assert.deepEqual(
      actions.map(({ ScheduledActionName, ScalableTargetAction }) => [
        ScheduledActionName,
        ScalableTargetAction?.MinCapacity,
        ScalableTargetAction?.MaxCapacity,
      ]),
      [
        ["fiji-dev-begin", 3, 4],
        ["fiji-dev-begin", 8, 8],
        ["fiji-dev-end", 0, undefined],
        ["fiji-dev-end", 0, undefined],
      ],
    );
  });

  it("count what waits in the queue from earlier submissions", async () => {
    sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessagesNotVisible: "100" } });
    assert.equal(await raise({}, 1), "4 machines asked for, in about a minute");
  });

  it("are not asked for when the fleet's end has passed, and it says so", async () => {
    assert.match(
      await raise({ validUntil: "2020-01-01T00:00:00Z" }, 5),
      /^warning: the fleet ended on 2020-01-01.*`pulumi up --refresh`/,
    );
    assert.equal(scaling.calls().length, 0);
  });

  it("are a warning when AWS refuses: the jobs are in the queue", async () => {
    scaling.on(RegisterScalableTargetCommand).rejects(new Error("not authorized"));
    assert.match(
      await raise({}, 5),
      /^warning: machines could not be asked for now \(not authorized\); they come with/,
    );
  });
});

describe("submit --no-start", () => {
  it("suspends growth of service and fleet, with no machine at least, and puts no scheduled action", async () => {
    const client = new ApplicationAutoScalingClient({ region: "eu-west-1" });
    const scaling = mockClient(client);
    const io = new FakeIo("/nowhere");
    await keepDown(deployment, client, io);
    assert.deepEqual(
      scaling
        .commandCalls(RegisterScalableTargetCommand)
        .map(({ args: [{ input }] }) => [
          input.ResourceId,
          input.MinCapacity,
          input.SuspendedState?.DynamicScalingOutSuspended,
          input.SuspendedState?.ScheduledScalingSuspended,
        ]),
      [
        ["service/fiji-dev/fiji-dev-workers", 0, true, true],
        ["spot-fleet-request/sfr-1", 0, true, true],
      ],
    );
    assert.equal(scaling.commandCalls(PutScheduledActionCommand).length, 0);
    assert.match(io.err.join("\n"), /scaling of fiji-dev is suspended: the jobs wait until the next submit/);
  });
});
