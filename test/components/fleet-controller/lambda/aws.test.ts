import assert from "node:assert/strict";
import {
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  ECSClient,
  type ECSClientResolvedConfig,
  GetTaskProtectionCommand,
  ListContainerInstancesCommand,
  ListTasksCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  UpdateContainerInstancesStateCommand,
} from "@aws-sdk/client-ecs";
import { type AwsStub, mockClient } from "aws-sdk-client-mock";
import { careAws, careClients } from "../../../../components/fleet-controller/lambda/aws";

/** Every lastStatus of a task, "Amazon ECS task lifecycle"; moto knows RUNNING and STOPPED only, so the answers are made here. */
const STATES = {
  RUNNING: ["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"],
  STOPPED: ["DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"],
} as const;
const CLUSTER = "fiji-plates";
const place = (number: number): string => `arn:aws:ecs:us-east-1:123456789012:container-instance/fiji-plates/${number}`;

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
    scaling: "queue",
    capacity: { machines: 2, tasksPerMachine: 2, copiesPerTask: 1, jobsPerCopy: 1 },
    emptyAlarm: "",
    onDemandMachines: 2,
    onDemandGroup: "fiji-plates-on-demand",
  });

describe("the tasks of a machine", () => {
  // not before: it stands in for every client of the process
  let stub: AwsStub<ServiceInputTypes, ServiceOutputTypes, ECSClientResolvedConfig>;
  before(() => {
    stub = mockClient(ECSClient);
  });
  afterEach(() => stub.reset());
  after(() => stub.restore());

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
          status: containerInstanceArn === place(1) ? "DRAINING" : "ACTIVE",
          runningTasksCount: 0,
          pendingTasksCount: 0,
        })),
      }));
    for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
      stub.on(ListTasksCommand, { cluster: CLUSTER, desiredStatus }).resolves({ taskArns: [...STATES[desiredStatus]] });
    }
    stub.on(DescribeTasksCommand).callsFake(({ tasks }: { tasks: string[] }) => ({
      tasks: tasks.map((lastStatus) => ({ lastStatus, taskArn: lastStatus, containerInstanceArn: place(1) })),
    }));
  }

  const unstopped = [...STATES.RUNNING, ...STATES.STOPPED.slice(0, 3)];

  it("count in every state but STOPPED, also in a worker's grace, when ECS counts them no more", async () => {
    answer();
    assert.deepEqual(
      [...(await care().placements())],
      [
        ["i-1", { containerInstanceArn: place(1), isDraining: true, taskArns: unstopped }],
        ["i-2", { containerInstanceArn: place(2), isDraining: false, taskArns: [] }],
      ],
    );
  });

  it("are asked for one machine alone when one of its tasks stopped", async () => {
    answer();
    assert.deepEqual([...(await care().placements(place(1))).keys()], ["i-1"]);
    assert.deepEqual(
      stub.commandCalls(ListTasksCommand).map(({ args: [{ input }] }) => input.containerInstance),
      [place(1), place(1)],
    );
  });

  it("are protected where ECS says so; one that does not run is a failure of the call and holds no job", async () => {
    const all = Array.from({ length: 150 }, (_, index) => `task-${index}`);
    stub.on(GetTaskProtectionCommand).callsFake(({ tasks }: { tasks: string[] }) => ({
      protectedTasks: tasks.slice(1).map((taskArn) => ({ taskArn, protectionEnabled: taskArn.endsWith("9") })),
      failures: [{ arn: tasks[0], reason: "TASK_NOT_VALID" }],
    }));
    assert.deepEqual(
      [...(await care().protectedTasks(all))],
      all.filter((name) => name.endsWith("9")),
    );
    assert.equal(stub.commandCalls(GetTaskProtectionCommand).length, 2);
  });
});

describe("machines that get no more tasks", () => {
  it("are named to ECS in tens, the most that it takes", async () => {
    const stub = mockClient(ECSClient);
    stub.on(UpdateContainerInstancesStateCommand).resolves({});
    const containerInstanceArns = Array.from({ length: 23 }, (_, index) => place(index));
    await care().apply({ kind: "drain", containerInstanceArns }, new Date());
    await care().apply({ kind: "activate", containerInstanceArns: [place(1)] }, new Date());
    const calls = stub.commandCalls(UpdateContainerInstancesStateCommand).map(({ args: [{ input }] }) => input);
    stub.restore();
    assert.deepEqual(
      calls.map(({ status, containerInstances = [] }) => [status, containerInstances.length]),
      [
        ["DRAINING", 10],
        ["DRAINING", 10],
        ["DRAINING", 3],
        ["ACTIVE", 1],
      ],
    );
    assert.deepEqual(
      calls.slice(0, 3).flatMap(({ containerInstances = [] }) => containerInstances),
      containerInstanceArns,
    );
  });
});
