import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock } from "node:test";
import { promisify } from "node:util";
import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScheduledActionsCommand,
  RegisterScalableTargetCommand,
  DeregisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  DescribeInstancesCommand,
  DescribeSpotFleetRequestHistoryCommand,
  DescribeSpotFleetRequestsCommand,
  DescribeSubnetsCommand,
  ModifySpotFleetRequestCommand,
  RequestSpotFleetCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  ListTasksCommand,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StartTaskCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { DescribeRuleCommand, DisableRuleCommand, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { machineCareSource } from "../../../components/fleet-controller/fleet-controller";
import { careAws, type CareClients, careClients } from "../../../components/fleet-controller/lambda/aws";
import {
  reconcileFleet,
  type CareAws,
  type CareEvent,
  type Memory,
} from "../../../components/fleet-controller/lambda/controller";
import { type Settings } from "../../../components/fleet-controller/lambda/settings";
import { clientOptions, environmentFor } from "../../helpers/aws-environment";
import { type Moto, startMoto } from "../../helpers/moto";

const EXPERIMENT = "fiji-plates";
const CLUSTER = "fiji-plates";
const SERVICE = "fiji-plates-workers";
const QUEUE = "fiji-plates-jobs";
const SWEEP = "fiji-plates-care-sweep";
const IMAGE = "ami-12c6146b"; // one that moto knows
const sweep: CareEvent = { source: "aws.events", detail: {} };

describe("machine care on AWS's APIs", function () {
  this.timeout(300_000);
  let moto: Moto;
  let clients: CareClients;
  let settings: Settings;
  let aws: CareAws;

  before(async () => {
    moto = await startMoto();
  });
  after(() => moto.stop());

  beforeEach(async () => {
    await moto.reset();
    clients = careClients(clientOptions(moto.endpoint));
    const { TopicArn = "" } = await clients.sns.send(new CreateTopicCommand({ Name: "fiji-plates-notices" }));
    settings = {
      experiment: EXPERIMENT,
      experimentTag: "fiji:experiment",
      cluster: CLUSTER,
      service: SERVICE,
      queueName: QUEUE,
      idleMinutes: 15,
      idleActionArn: "arn:aws:automate:us-east-1:ec2:terminate",
      topicArn: TopicArn,
      sweepRule: SWEEP,
      scaling: "queue",
      capacity: { machines: 3, tasksPerMachine: 2, copiesPerTask: 1, jobsPerCopy: 1 },
      emptyAlarm: "fiji-plates_empty",
      onDemandMachines: 0,
      onDemandGroup: "fiji-plates-on-demand",
    };
    await clients.events.send(new PutRuleCommand({ Name: SWEEP, ScheduleExpression: "rate(1 minute)" }));
    aws = careAws(clients, settings);
    await clients.ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
    await clients.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: "worker",
        containerDefinitions: [{ name: "worker", image: "worker", cpu: 128, memory: 128 }],
      }),
    );
    await clients.ecs.send(
      new CreateServiceCommand({ cluster: CLUSTER, serviceName: SERVICE, taskDefinition: "worker", desiredCount: 2 }),
    );
    await clients.sqs.send(new CreateQueueCommand({ QueueName: QUEUE }));
  });

  const happens = (event: CareEvent, now = new Date()) => reconcileFleet(event, aws, settings, now);

  async function launch(count: number, experiment = EXPERIMENT): Promise<string[]> {
    const { Instances = [] } = await clients.ec2.send(
      new RunInstancesCommand({
        ImageId: IMAGE,
        InstanceType: "m4.xlarge",
        MinCount: count,
        MaxCount: count,
        TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "fiji:experiment", Value: experiment }] }],
      }),
    );
    return Instances.map((instance) => instance.InstanceId ?? "");
  }

  async function register(instanceId: string): Promise<string> {
    const document = JSON.stringify({ instanceId, accountId: "123456789012", region: "us-east-1" });
    const answer = await clients.ecs.send(
      new RegisterContainerInstanceCommand({ cluster: CLUSTER, instanceIdentityDocument: document }),
    );
    return answer.containerInstance?.containerInstanceArn ?? "";
  }

  const terminate = (ids: string[]) => clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));
  const stateOf = async (id: string) => {
    const { Reservations } = await clients.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations?.[0]?.Instances?.[0]?.State?.Name;
  };
  const alarmNames = async () => {
    const { MetricAlarms = [] } = await clients.cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 100 }));
    return MetricAlarms.map((alarm) => alarm.AlarmName).sort();
  };
  const putAlarm = (name: string) =>
    clients.cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: name,
        Namespace: "AWS/EC2",
        MetricName: "CPUUtilization",
        Statistic: "Maximum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "LessThanThreshold",
      }),
    );
  const wantTasks = (desiredCount: number) =>
    clients.ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: SERVICE, desiredCount }));

  it("gives our machine an alarm when it starts, and takes it away when it has ended", async () => {
    const [id = ""] = await launch(1);
    await happens({ source: "aws.ec2", detail: { "instance-id": id } });
    const { MetricAlarms } = await clients.cloudWatch.send(new DescribeAlarmsCommand({}));
    const alarm = MetricAlarms?.[0];
    assert.deepEqual(
      [alarm?.AlarmName, alarm?.Dimensions, alarm?.EvaluationPeriods, alarm?.Statistic, alarm?.AlarmActions],
      [
        `fiji-plates_${id}`,
        [{ Name: "InstanceId", Value: id }],
        15,
        "Maximum",
        ["arn:aws:automate:us-east-1:ec2:terminate"],
      ],
    );
    assert.ok((alarm?.Threshold ?? 100) <= 6.25);
    assert.deepEqual(await happens({ source: "aws.ec2", detail: { "instance-id": id } }), []);

    await terminate([id]);
    await happens({ source: "aws.ec2", detail: { "instance-id": id } });
    assert.deepEqual(await alarmNames(), []);
  });

  it("does nothing about machines of others", async () => {
    const [id = ""] = await launch(1, "fiji-other");
    assert.deepEqual(await happens({ source: "aws.ec2", detail: { "instance-id": id } }), []);
    assert.deepEqual(await happens(sweep), []);
  });

  it("finds every alarm and machine, over all pages, and leaves the experiment's own alarms", async () => {
    for (let number = 0; number < 120; number++) await putAlarm(`fiji-plates_i-${String(number).padStart(3, "0")}`);
    await putAlarm("fiji-plates_backlog");
    await putAlarm("fiji-plates-2_i-1");
    const [id = ""] = await launch(1);
    const actions = await happens(sweep);
    assert.equal(actions.find((action) => action.kind === "delete-alarms")?.names.length, 120);
    assert.deepEqual(await alarmNames(), ["fiji-plates-2_i-1", "fiji-plates_backlog", `fiji-plates_${id}`]);
  });

  it("ends a machine whose last task stopped once no task is wanted", async () => {
    const [id = ""] = await launch(1);
    const containerInstanceArn = await register(id);
    const stopped: CareEvent = { source: "aws.ecs", detail: { containerInstanceArn } };
    assert.deepEqual(await happens(stopped), []);
    assert.equal(await stateOf(id), "running");
    await wantTasks(0);
    assert.deepEqual(await happens(stopped), [{ kind: "terminate", machineIds: [id] }]);
    assert.notEqual(await stateOf(id), "running");
  });

  it("leaves a machine on which a task still works, and ends one that never joined the cluster", async () => {
    const [busy = "", lost = ""] = await launch(2);
    const containerInstanceArn = await register(busy);
    await clients.ecs.send(new RunTaskCommand({ cluster: CLUSTER, taskDefinition: "worker", launchType: "EC2" }));
    await wantTasks(0);
    assert.deepEqual(await happens({ source: "aws.ecs", detail: { containerInstanceArn } }), []);
    const actions = await happens(sweep);
    assert.deepEqual(
      actions.filter((action) => action.kind === "terminate"),
      [{ kind: "terminate", machineIds: [lost] }],
    );
    assert.equal(await stateOf(busy), "running");
  });

  it("stops a stalled run: scaling suspended, fleet and service at 0, a notice with the reason", async () => {
    const fleetId = await requestFleet(clients);
    const fleet = {
      resource: `spot-fleet-request/${fleetId}`,
      dimension: "ec2:spot-fleet-request:TargetCapacity",
    } as const;
    const service = { resource: `service/${CLUSTER}/${SERVICE}`, dimension: "ecs:service:DesiredCount" } as const;
    await scalable(clients.autoScaling, "ec2", fleet.resource, fleet.dimension);
    await scalable(clients.autoScaling, "ecs", service.resource, service.dimension);
    const inbox = await subscribe(clients, settings.topicArn);
    const [{ id } = { id: "" }] = await aws.machines();
    await clients.sqs.send(
      new SendMessageCommand({ QueueUrl: `${moto.endpoint}/123456789012/${QUEUE}`, MessageBody: "job" }),
    );
    const now = new Date(Date.now() + 31 * 60_000); // the machine is old enough then
    await reportVisible(clients, now);

    const actions = await happens(sweep, now);
    assert.deepEqual(
      actions.map((action) => action.kind),
      ["stop", "notify", "terminate", "put-alarm"],
    );
    for (const [namespace, { resource }] of [
      ["ec2", fleet],
      ["ecs", service],
    ] as const) {
      const { ScalableTargets } = await clients.autoScaling.send(
        new DescribeScalableTargetsCommand({ ServiceNamespace: namespace, ResourceIds: [resource] }),
      );
      assert.deepEqual(ScalableTargets?.[0]?.SuspendedState, {
        DynamicScalingInSuspended: false,
        DynamicScalingOutSuspended: true,
        ScheduledScalingSuspended: true,
      });
      assert.equal(ScalableTargets?.[0]?.MinCapacity, 0);
    }
    const { SpotFleetRequestConfigs } = await clients.ec2.send(
      new DescribeSpotFleetRequestsCommand({ SpotFleetRequestIds: [fleetId] }),
    );
    assert.equal(SpotFleetRequestConfigs?.[0]?.SpotFleetRequestConfig?.TargetCapacity, 0);
    const { services } = await clients.ecs.send(new DescribeServicesCommand({ cluster: CLUSTER, services: [SERVICE] }));
    assert.equal(services?.[0]?.desiredCount, 0);
    assert.notEqual(await stateOf(id), "running");
    const { Messages } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: inbox }));
    assert.match(Messages?.[0]?.Body ?? "", /1 job waits[^]*resume: `dfiji start`/);
  });

  describe("machines that leave with the work", () => {
    const start = new Date("2026-03-01T12:00:00Z");
    const minute = (count: number): Date => new Date(start.getTime() + count * 60_000);
    const kindsOf = async (...minutes: readonly number[]) => {
      const memory = { current: { looks: [] } };
      const kinds: string[][] = [];
      for (const count of minutes) {
        const actions = await reconcileFleet(sweep, aws, settings, minute(count), memory);
        kinds.push(actions.map(({ kind }) => kind).filter((kind) => kind !== "put-alarm"));
      }
      return kinds;
    };
    const state = async (arn: string) => {
      const query = new DescribeContainerInstancesCommand({ cluster: CLUSTER, containerInstances: [arn] });
      return (await clients.ecs.send(query)).containerInstances?.[0]?.status;
    };
    const receive = async () => {
      const QueueUrl = `${moto.endpoint}/123456789012/${QUEUE}`;
      await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "job" }));
      return clients.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    };
    let busy: string;
    let idle: string;
    let idleArn: string;

    beforeEach(async () => {
      const fleetId = await requestFleet(clients);
      busy = (await aws.machines())[0]?.id ?? "";
      [idle = ""] = await launch(1);
      await scalable(
        clients.autoScaling,
        "ec2",
        `spot-fleet-request/${fleetId}`,
        "ec2:spot-fleet-request:TargetCapacity",
      );
      await scalable(clients.autoScaling, "ecs", `service/${CLUSTER}/${SERVICE}`, "ecs:service:DesiredCount");
      const arns = [await register(busy), await register(idle)];
      idleArn = arns[1] ?? "";
      for (const arn of arns) {
        const task = { cluster: CLUSTER, taskDefinition: "worker", containerInstances: [arn] };
        await clients.ecs.send(new StartTaskCommand(task));
      }
      const { taskArns: [task = ""] = [] } = await clients.ecs.send(
        new ListTasksCommand({ cluster: CLUSTER, containerInstance: arns[0] }),
      );
      // moto has no GetTaskProtection
      aws = { ...aws, protectedTasks: async () => new Set([task]) };
    });

    it("lower the minimum of submit first, then drain down to the fleet's target, and end once their tasks stopped", async () => {
      await receive();
      assert.deepEqual(await kindsOf(0, 1, 2), [[], ["lower-minimum"], ["drain"]]);
      assert.equal(await state(idleArn), "DRAINING");
      const { taskArns: [task] = [] } = await clients.ecs.send(
        new ListTasksCommand({ cluster: CLUSTER, containerInstance: idleArn }),
      );
      await clients.ecs.send(new StopTaskCommand({ cluster: CLUSTER, task }));
      const actions = await happens({ source: "aws.ecs", detail: { containerInstanceArn: idleArn } });
      assert.deepEqual(actions, [{ kind: "terminate", machineIds: [idle] }]);
      assert.deepEqual([await stateOf(busy), (await stateOf(idle)) === "running"], ["running", false]);
    });

    it("stay where task protection can't be looked at; the rest is done, and the error shown", async () => {
      await receive();
      await kindsOf(0, 1);
      const failing = { ...aws, protectedTasks: () => Promise.reject(new Error("AccessDenied")) };
      const memory = { current: { looks: [{ at: minute(1), visible: 0, inFlight: 1 }] } };
      await assert.rejects(
        reconcileFleet(sweep, failing, settings, minute(2), memory),
        /^AggregateError: task protection: AccessDenied$/,
      );
      assert.equal(await state(idleArn), "ACTIVE");
      assert.equal((await alarmNames()).length, 2);
    });

    it("leave all once the last job has ended: the alarm of the empty queue is set off", async () => {
      await clients.cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName: "fiji-plates_empty",
          Namespace: "AWS/SQS",
          MetricName: "ApproximateNumberOfMessagesVisible",
          Statistic: "Maximum",
          Period: 60,
          EvaluationPeriods: 5,
          Threshold: 0,
          ComparisonOperator: "LessThanOrEqualToThreshold",
        }),
      );
      const { Messages: [job] = [] } = await receive();
      const memory = { current: { looks: [] } };
      await reconcileFleet(sweep, aws, settings, minute(0), memory);
      const { ReceiptHandle } = job ?? {};
      const QueueUrl = `${moto.endpoint}/123456789012/${QUEUE}`;
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      await reconcileFleet(sweep, aws, settings, minute(1), memory);
      const actions = await reconcileFleet(sweep, aws, settings, minute(2), memory);
      assert.deepEqual(
        actions.map(({ kind }) => kind),
        ["lower-minimum", "hold-at-zero", "set-off-empty-alarm"],
      );
      const { MetricAlarms } = await clients.cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNames: ["fiji-plates_empty"] }),
      );
      assert.equal(MetricAlarms?.[0]?.StateValue, "ALARM");
      for (const ServiceNamespace of ["ec2", "ecs"] as const) {
        const { ScalableTargets } = await clients.autoScaling.send(
          new DescribeScalableTargetsCommand({ ServiceNamespace }),
        );
        const { MinCapacity, MaxCapacity } = ScalableTargets?.[0] ?? {};
        assert.deepEqual([MinCapacity, MaxCapacity], [0, 0], ServiceNamespace);
        const { ScheduledActions = [] } = await clients.autoScaling.send(
          new DescribeScheduledActionsCommand({ ServiceNamespace }),
        );
        const held = ScheduledActions.filter(({ ScheduledActionName }) => ScheduledActionName === "fiji-plates-held");
        assert.deepEqual(
          held.map(({ Schedule, ScalableTargetAction }) => [Schedule, ScalableTargetAction]),
          [["at(2026-03-01T12:05:00)", { MaxCapacity: ServiceNamespace === "ec2" ? 3 : 6 }]],
        );
      }
      // a look at everything, which would take back a deadline that has passed, leaves it so until jobs come again
      const maximum = async () => {
        const query = new DescribeScalableTargetsCommand({ ServiceNamespace: "ecs" });
        return (await clients.autoScaling.send(query)).ScalableTargets?.[0]?.MaxCapacity;
      };
      const whole = (looks: Memory["looks"]) => reconcileFleet(sweep, aws, settings, minute(3), { current: { looks } });
      await whole(memory.current.looks);
      assert.equal(await maximum(), 0);
      await receive();
      await whole([]);
      assert.equal(await maximum(), 6);
    });
  });

  it("asks for on-demand machines where spot machines do not come, takes that back once they are there, and ends them first", async () => {
    const AutoScalingGroupName = "fiji-plates-on-demand";
    const { Subnets = [] } = await clients.ec2.send(new DescribeSubnetsCommand({}));
    const launch = { LaunchConfigurationName: "machines", ImageId: IMAGE, InstanceType: "m4.xlarge" };
    await clients.groups.send(new CreateLaunchConfigurationCommand(launch));
    await clients.groups.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName,
        LaunchConfigurationName: "machines",
        MinSize: 0,
        MaxSize: 2,
        DesiredCapacity: 0,
        VPCZoneIdentifier: Subnets[0]?.SubnetId,
        NewInstancesProtectedFromScaleIn: true,
        Tags: [{ Key: "fiji:experiment", Value: EXPERIMENT, PropagateAtLaunch: true }],
      }),
    );
    const fleetId = await requestFleet(clients);
    await clients.ec2.send(new ModifySpotFleetRequestCommand({ SpotFleetRequestId: fleetId, TargetCapacity: 3 }));
    const spot = (await aws.machines()).map(({ id }) => id);
    await terminate(spot.slice(1)); // two of three are missing
    const QueueUrl = `${moto.endpoint}/123456789012/${QUEUE}`;
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "job" }));
    settings = { ...settings, onDemandMachines: 2 };
    const now = new Date(Date.now() + 20 * 60_000); // the spot machine is old enough then
    const minute = (count: number): Date => new Date(now.getTime() + count * 60_000);
    // moto has no history of fleets
    const send = clients.ec2.send.bind(clients.ec2);
    const history = mock.method(clients.ec2, "send", async (command: object) => {
      if (!(command instanceof DescribeSpotFleetRequestHistoryCommand)) return send(command as never);
      const at = (minutes: number) => ({
        Timestamp: minute(-minutes),
        EventType: "error",
        EventInformation: { EventSubType: "allLaunchSpecsTemporarilyBlacklisted" },
      });
      return { HistoryRecords: [at(18), at(3)] };
    });
    const look = async (count: number) => {
      const aws = careAws(clients, settings);
      const before = { looks: [{ at: minute(count - 1), visible: 1, inFlight: 0 }] };
      const actions = await reconcileFleet(sweep, aws, settings, minute(count), { current: before });
      return actions.filter(({ kind }) => kind === "set-on-demand");
    };
    const group = async () => {
      const query = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [AutoScalingGroupName] });
      const { DesiredCapacity, Instances = [] } = (await clients.groups.send(query)).AutoScalingGroups?.[0] ?? {};
      return { DesiredCapacity, ids: Instances.map(({ InstanceId }) => InstanceId) };
    };
    try {
      assert.deepEqual(await look(0), [{ kind: "set-on-demand", desired: 2 }]);
      const { ids } = await group();
      assert.equal(ids.length, 2);
      const found = (await aws.machines()).filter(({ isOnDemand }) => isOnDemand === true);
      assert.deepEqual(found.map(({ id }) => id).sort(), [...ids].sort());
      assert.deepEqual(await look(5), [{ kind: "set-on-demand", desired: 0 }]);
      assert.equal((await group()).DesiredCapacity, 0);
      // one job is left: they leave first, and nothing replaces them
      await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      await clients.ec2.send(new ModifySpotFleetRequestCommand({ SpotFleetRequestId: fleetId, TargetCapacity: 1 }));
      const before = { looks: [{ at: minute(9), visible: 0, inFlight: 1 }] };
      await reconcileFleet(sweep, careAws(clients, settings), settings, minute(10), { current: before });
      // moto replaces what ends in a group, whatever number the group asks for: only these are looked at
      const states = (await aws.machines([...ids, ...spot.slice(0, 1)].map(String))).map(({ id, state }) => [
        id,
        state,
      ]);
      assert.deepEqual(
        Object.fromEntries(states),
        Object.fromEntries([...ids.map((id) => [id, "terminated"]), [spot[0], "running"]]),
      );
      assert.deepEqual(await look(12), []);
      assert.equal((await group()).DesiredCapacity, 0);
    } finally {
      history.mock.restore();
    }
  });

  describe("the watch over a fleet", () => {
    const scheduleState = async () => (await clients.events.send(new DescribeRuleCommand({ Name: SWEEP }))).State;
    const deadlines = async () => {
      const query = new DescribeScheduledActionsCommand({ ServiceNamespace: "ec2" });
      const { ScheduledActions = [] } = await clients.autoScaling.send(query);
      return ScheduledActions.map(({ ScheduledActionName, Schedule, ScalableTargetAction }) => [
        ScheduledActionName,
        Schedule,
        ScalableTargetAction,
      ]);
    };
    const maximum = async () => {
      const query = new DescribeScalableTargetsCommand({ ServiceNamespace: "ec2" });
      return (await clients.autoScaling.send(query)).ScalableTargets?.[0]?.MaxCapacity;
    };
    const at = (time: string) => [
      ["fiji-plates-unattended", `at(2026-03-01T${time})`, { MinCapacity: 0, MaxCapacity: 0 }],
    ];
    const noon = new Date("2026-03-01T12:00:00Z");
    const later = new Date("2026-03-01T12:05:00Z");
    let id: string;
    let target: string;

    beforeEach(async () => {
      target = `spot-fleet-request/${await requestFleet(clients)}`;
      await scalable(clients.autoScaling, "ec2", target, "ec2:spot-fleet-request:TargetCapacity");
      id = (await aws.machines())[0]?.id ?? "";
    });

    it("begins when a machine starts: the schedule is on, nothing more is bought in 30 minutes", async () => {
      await clients.events.send(new DisableRuleCommand({ Name: SWEEP }));
      await happens({ source: "aws.ec2", detail: { "instance-id": id } }, noon);
      assert.deepEqual([await scheduleState(), await deadlines()], ["ENABLED", at("12:30:00")]);
    });

    it("moves on with each run while a machine is up, and ends with the first run that finds none", async () => {
      await happens(sweep, noon);
      await happens(sweep, later);
      assert.deepEqual([await scheduleState(), await deadlines()], ["ENABLED", at("12:35:00")]);
      await terminate([id]);
      await happens({ source: "aws.ec2", detail: { "instance-id": id } }, later);
      assert.deepEqual([await scheduleState(), await deadlines()], ["ENABLED", at("12:35:00")]); // one machine is not all
      await happens(sweep, later);
      assert.deepEqual([await scheduleState(), await deadlines()], ["DISABLED", []]);
      await happens(sweep, later);
      assert.deepEqual([await scheduleState(), await deadlines()], ["DISABLED", []]);
    });

    it("ends with on-demand machines, too, but the schedule stays on: no event comes where no spot machine does", async () => {
      aws = careAws(clients, { ...settings, onDemandMachines: 2 });
      await terminate([id]);
      for (const before of ["ENABLED", "DISABLED"]) {
        await aws.keepWatch(noon, { isHeld: false });
        if (before === "DISABLED") await clients.events.send(new DisableRuleCommand({ Name: SWEEP }));
        await aws.rest({ isHeld: false });
        assert.deepEqual([await scheduleState(), await deadlines()], ["ENABLED", []], before);
      }
    });

    it("stays switched on when a machine starts while a run that saw none ends it", async () => {
      await terminate([id]);
      const racing: CareAws = {
        ...aws,
        rest: async (watch) => {
          const [fresh = ""] = await launch(1);
          await happens({ source: "aws.ec2", detail: { "instance-id": fresh } }, noon);
          await aws.rest(watch);
        },
      };
      await reconcileFleet(sweep, racing, settings, later);
      assert.deepEqual([await scheduleState(), await deadlines()], ["ENABLED", at("12:35:00")]);
    });

    it("gives the fleet its maximum back when the deadline had passed", async () => {
      const none = { MinCapacity: 0, MaxCapacity: 0 };
      const fleet = { ServiceNamespace: "ec2", ScalableDimension: "ec2:spot-fleet-request:TargetCapacity" } as const;
      await clients.autoScaling.send(new RegisterScalableTargetCommand({ ...fleet, ResourceId: target, ...none }));
      await happens(sweep, noon);
      assert.equal(await maximum(), 3);
      await clients.autoScaling.send(new RegisterScalableTargetCommand({ ...fleet, ResourceId: target, ...none }));
      await terminate([id]);
      await happens(sweep, later);
      assert.equal(await maximum(), 3);
    });

    it("is no error where rule and scaling are gone, as at destroy", async () => {
      aws = careAws(clients, { ...settings, sweepRule: "gone" });
      await clients.autoScaling.send(
        new DeregisterScalableTargetCommand({
          ServiceNamespace: "ec2",
          ResourceId: target,
          ScalableDimension: "ec2:spot-fleet-request:TargetCapacity",
        }),
      );
      await happens(sweep, noon);
      await terminate([id]);
      await happens(sweep, later);
    });
  });

  it("of two runs at the same time delete the same alarms once", async () => {
    for (const number of [1, 2, 3]) await putAlarm(`fiji-plates_i-${number}`);
    // AWS deletes none when one is gone (moto does: so the answer is made here)
    const send = clients.cloudWatch.send.bind(clients.cloudWatch);
    const gone = mock.method(clients.cloudWatch, "send", async (command: never) => {
      const names = (command as { input: { AlarmNames?: string[] } }).input.AlarmNames;
      if ((command as object) instanceof DeleteAlarmsCommand && names?.includes("fiji-plates_i-2") === true)
        throw Object.assign(new Error("gone"), { name: "ResourceNotFound" });
      return send(command);
    });
    await happens(sweep);
    gone.mock.restore();
    assert.deepEqual(await alarmNames(), ["fiji-plates_i-2"]);
  });

  it("leaves neither machine nor alarm at destroy, with cluster and queue gone already", async () => {
    const [id = ""] = await launch(1);
    await happens({ source: "aws.ec2", detail: { "instance-id": id } });
    await putAlarm("fiji-plates_i-0forgotten");
    aws = careAws(clients, { ...settings, cluster: "gone", queueName: "gone" });
    await happens({ tf: { action: "delete" } });
    assert.deepEqual(await alarmNames(), []);
    assert.notEqual(await stateOf(id), "running");
  });

  it("ends no machine when only its own resource is replaced while the fleet is there", async () => {
    await requestFleet(clients);
    const [{ id } = { id: "" }] = await aws.machines();
    await happens({ tf: { action: "delete" } });
    assert.equal(await stateOf(id), "running");
  });

  it("works as the one file that Lambda gets", async () => {
    const [id = ""] = await launch(1);
    const folder = mkdtempSync(join(tmpdir(), "machine-care-"));
    try {
      writeFileSync(join(folder, "index.js"), machineCareSource());
      const script = `require("./index.js").handler(${JSON.stringify(sweep)}).then((answer) => console.log(JSON.stringify(answer)))`;
      const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], {
        cwd: folder,
        env: {
          ...environmentFor(moto.endpoint),
          EXPERIMENT,
          EXPERIMENT_TAG: settings.experimentTag,
          CLUSTER,
          SERVICE,
          QUEUE,
          IDLE_MINUTES: "15",
          IDLE_ACTION_ARN: settings.idleActionArn,
          TOPIC_ARN: settings.topicArn,
          SWEEP_RULE: SWEEP,
          MACHINES: "3",
          TASKS_PER_MACHINE: "2",
          COPIES_PER_TASK: "1",
          JOBS_PER_COPY: "1",
          SCALING: "queue",
          EMPTY_ALARM: "fiji-plates_empty",
          ON_DEMAND_MACHINES: "0",
          ON_DEMAND_GROUP: "fiji-plates-on-demand",
        },
      });
      const [logLine = "", answer = ""] = stdout.trim().split("\n");
      assert.equal((JSON.parse(logLine) as { msg: string }).msg, "cared");
      assert.deepEqual(JSON.parse(answer), { done: ["put-alarm"] });
    } finally {
      rmSync(folder, { recursive: true });
    }
    assert.deepEqual(await alarmNames(), [`fiji-plates_${id}`]);
  });

  it("refuses to let the stack go while jobs wait, as the same file, and asks nothing else then", async () => {
    await clients.sqs.send(
      new SendMessageCommand({ QueueUrl: `${moto.endpoint}/123456789012/${QUEUE}`, MessageBody: "job" }),
    );
    const folder = mkdtempSync(join(tmpdir(), "machine-care-"));
    try {
      writeFileSync(join(folder, "index.js"), machineCareSource());
      const call = async (event: object) => {
        const script = `require("./index.js").handler(${JSON.stringify(event)}).then((answer) => console.log(JSON.stringify(answer)), (error) => console.log(error.message))`;
        // no EXPERIMENT, no CLUSTER: a function that was set up wrongly still answers
        const env = environmentFor(moto.endpoint);
        return (await promisify(execFile)(process.execPath, ["-e", script], { cwd: folder, env })).stdout.trim();
      };
      const on = { protectJobs: true, project: "distributed-fiji", queue: QUEUE };
      assert.match(await call({ ...on, tf: { action: "delete" } }), /^1 jobs wait and 0 run in fiji-plates-jobs/);
      for (const event of [
        { ...on, tf: { action: "create" } },
        { ...on, tf: { action: "update" } },
        { ...on, protectJobs: false, tf: { action: "delete" } },
        { ...on, queue: "gone", tf: { action: "delete" } },
      ]) {
        assert.equal(await call(event), '{"done":[]}');
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("asks AWS nothing at create: rights that are seconds old are not known everywhere", async () => {
    aws = careAws(careClients(clientOptions("http://127.0.0.1:9")), settings); // nothing answers there
    assert.deepEqual(await happens({ tf: { action: "create" } }), []);
  });

  it("cares for what is there at an update without cluster and service", async () => {
    const [id = ""] = await launch(1);
    aws = careAws(clients, { ...settings, cluster: "not-there" });
    const actions = await happens({ tf: { action: "update" } });
    assert.deepEqual(
      actions.map((action) => action.kind),
      ["put-alarm"],
    );
    assert.deepEqual(await alarmNames(), [`fiji-plates_${id}`]);
  });

  it("tries every action and then tells of all that failed", async () => {
    await launch(1);
    await putAlarm("fiji-plates_i-0forgotten");
    const failing: CareAws = {
      ...aws,
      apply: async (action, now) => {
        if (action.kind === "put-alarm") throw new Error("Rate exceeded");
        return aws.apply(action, now);
      },
    };
    await assert.rejects(reconcileFleet(sweep, failing, settings, new Date()), /put-alarm: Rate exceeded/);
    assert.deepEqual(await alarmNames(), []);
  });
});

async function requestFleet({ ec2 }: CareClients): Promise<string> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const Tags = [{ Key: "fiji:experiment", Value: EXPERIMENT }];
  const { SpotFleetRequestId = "" } = await ec2.send(
    new RequestSpotFleetCommand({
      SpotFleetRequestConfig: {
        IamFleetRole: "arn:aws:iam::123456789012:role/fleet",
        TargetCapacity: 1,
        AllocationStrategy: "priceCapacityOptimized",
        Type: "maintain",
        LaunchSpecifications: [
          {
            ImageId: IMAGE,
            InstanceType: "m4.xlarge",
            SubnetId: Subnets[0]?.SubnetId,
            TagSpecifications: [{ ResourceType: "instance", Tags }],
          },
        ],
        TagSpecifications: [{ ResourceType: "spot-fleet-request", Tags }],
      },
    }),
  );
  return SpotFleetRequestId;
}

function scalable(
  client: ApplicationAutoScalingClient,
  namespace: "ec2" | "ecs",
  ResourceId: string,
  ScalableDimension: "ec2:spot-fleet-request:TargetCapacity" | "ecs:service:DesiredCount",
) {
  return client.send(
    new RegisterScalableTargetCommand({
      ServiceNamespace: namespace,
      ResourceId,
      ScalableDimension,
      MinCapacity: 2,
      MaxCapacity: 3,
    }),
  );
}

/** A queue that gets what the topic gets. */
async function subscribe({ sns, sqs }: CareClients, TopicArn: string): Promise<string> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "inbox" }));
  const Endpoint = "arn:aws:sqs:us-east-1:123456789012:inbox";
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
  return QueueUrl;
}

/** One job visible in each of the 30 minutes before `now`. */
async function reportVisible({ cloudWatch }: CareClients, now: Date): Promise<void> {
  await cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: "AWS/SQS",
      MetricData: Array.from({ length: 30 }, (_, minute) => ({
        MetricName: "ApproximateNumberOfMessagesVisible",
        Dimensions: [{ Name: "QueueName", Value: QUEUE }],
        Timestamp: new Date(now.getTime() - (minute + 0.5) * 60_000),
        Value: 1,
      })),
    }),
  );
}
