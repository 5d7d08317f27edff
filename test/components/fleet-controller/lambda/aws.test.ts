import assert from "node:assert/strict";
import {
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListContainerInstancesCommand,
  ListTasksCommand,
} from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { careAws, careClients } from "../../../../components/fleet-controller/lambda/aws";

/** Every lastStatus of a task, "Amazon ECS task lifecycle"; moto knows RUNNING and STOPPED only, so the answers are made here. */
const STATES = {
  RUNNING: ["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"],
  STOPPED: ["DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"],
} as const;
const CLUSTER = "fiji-plates";
const place = (number: number): string => `arn:aws:ecs:us-east-1:123456789012:container-instance/fiji-plates/${number}`;

describe("the tasks of a machine", () => {
  const stub = mockClient(ECSClient);
  afterEach(() => stub.reset());
  after(() => stub.restore());

  const care = () =>
    careAws(careClients({ region: "us-east-1" }), {
      experiment: CLUSTER,
      experimentTag: "fiji:experiment",
      cluster: CLUSTER,
      service: "",
      queueName: "",
      idleMinutes: 15,
      idleActionArn: "",
      topicArn: "",
      sweepRule: "",
      mostMachines: 2,
    });

  /** One task in each state on the first machine, as ECS lists them by what they are to become; none on the second. */
  function answer(): void {
    stub.on(ListContainerInstancesCommand).resolves({ containerInstanceArns: [place(1), place(2)] });
    stub
      .on(DescribeContainerInstancesCommand)
      .callsFake(({ containerInstances }: { containerInstances: string[] }) => ({
        // both counts are 0 while the last task stops
        containerInstances: containerInstances.map((containerInstanceArn) => ({
          containerInstanceArn,
          ec2InstanceId: `i-${containerInstanceArn.at(-1)}`,
          runningTasksCount: 0,
          pendingTasksCount: 0,
        })),
      }));
    for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
      stub.on(ListTasksCommand, { cluster: CLUSTER, desiredStatus }).resolves({ taskArns: [...STATES[desiredStatus]] });
    }
    stub.on(DescribeTasksCommand).callsFake(({ tasks }: { tasks: string[] }) => ({
      tasks: tasks.map((lastStatus) => ({ lastStatus, containerInstanceArn: place(1) })),
    }));
  }

  it("count in every state but STOPPED, also in a worker's grace, when ECS counts them no more", async () => {
    answer();
    assert.deepEqual(
      [...(await care().tasksByMachine())],
      [
        ["i-1", 7],
        ["i-2", 0],
      ],
    );
  });

  it("are asked for one machine alone when one of its tasks stopped", async () => {
    answer();
    assert.deepEqual([...(await care().tasksByMachine(place(1)))], [["i-1", 7]]);
    assert.deepEqual(
      stub.commandCalls(ListTasksCommand).map(({ args: [{ input }] }) => input.containerInstance),
      [place(1), place(1)],
    );
  });
});
