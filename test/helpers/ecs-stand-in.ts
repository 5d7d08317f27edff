import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import {
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  type SuspendedState,
} from "@aws-sdk/client-application-auto-scaling";
import {
  DescribeTasksCommand,
  InvalidParameterException,
  ListTasksCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { Fleet } from "../chaos/fleet";
import { type stubExperiment } from "./stub-experiment";

type Stub = ReturnType<typeof stubExperiment>;

interface StandInTask {
  readonly arn: string;
  readonly pid: number;
  isProtected: boolean;
  desiredStatus: "RUNNING" | "STOPPED";
  lastStatus: "RUNNING" | "STOPPED";
}

/**
 * ECS and its scaling for one service whose tasks are real worker processes, behind the stubs of an experiment. moto 5.2.5
 * keeps tasks as records only: it signals none, and has no protection. What is rebuilt, after botocore's model of ECS:
 * - UpdateService below the number of tasks ends those that are not protected, and leaves the others running
 *   (UpdateTaskProtection: "protected from termination by scale-in events");
 * - StopTask ends any task: SIGTERM, then SIGKILL after its time, here never, since workers end by themselves;
 * - the agent's endpoint of each task protects it (`task-protection/v1/state`);
 * - scheduled actions and alarms start tasks unless their scaling is suspended.
 */
export class EcsStandIn {
  readonly fleet: Fleet;
  readonly tasks: StandInTask[] = [];
  /** Called at the next ListTasks, before it answers. */
  beforeList: (() => void) | undefined;
  #suspended: SuspendedState = {};
  readonly #agent: Server;

  private constructor(
    private readonly stub: Stub,
    bundle: string,
    folder: string,
    envOf: (slot: number) => Readonly<Record<string, string>>,
  ) {
    this.#agent = createServer((incoming, outgoing) => {
      void text(incoming).then((body) => {
        const slot = Number(/^\/t(\d+)\//.exec(incoming.url ?? "")?.[1]);
        const task = this.tasks[slot];
        if (task !== undefined)
          task.isProtected = (JSON.parse(body) as { ProtectionEnabled: boolean }).ProtectionEnabled;
        outgoing.end('{"protection":{}}');
      });
    });
    const withAgent = (slot: number) => ({ ...envOf(slot), ECS_AGENT_URI: `${this.#address}/t${slot}` });
    this.fleet = new Fleet(bundle, folder, {}, false, withAgent);
    this.#answer();
  }

  /** @param bundle the worker  @param folder its working folder  @param envOf environment of the task at this place */
  static async make(
    stub: Stub,
    bundle: string,
    folder: string,
    envOf: (slot: number) => Readonly<Record<string, string>>,
  ): Promise<EcsStandIn> {
    const made = new EcsStandIn(stub, bundle, folder, envOf);
    made.#agent.listen(0, "127.0.0.1");
    await once(made.#agent, "listening");
    return made;
  }

  async stop(): Promise<void> {
    this.fleet.kill();
    this.#agent.closeAllConnections();
    this.#agent.close();
    await once(this.#agent, "close");
  }

  /** Starts one task, whatever the service wants. */
  startTask(): void {
    const slot = this.tasks.length;
    const { cluster } = this.stub.experiment.deployment;
    const task: StandInTask = {
      arn: `arn:aws:ecs:us-east-1:123456789012:task/${cluster}/t${slot}`,
      pid: this.fleet.start(slot),
      isProtected: false,
      desiredStatus: "RUNNING",
      lastStatus: "RUNNING",
    };
    this.tasks.push(task);
    void this.fleet.ended(task.pid).then(() => {
      task.desiredStatus = "STOPPED";
      task.lastStatus = "STOPPED";
    });
  }

  get running(): readonly StandInTask[] {
    return this.tasks.filter(({ desiredStatus }) => desiredStatus === "RUNNING");
  }

  /** The service's scheduler. */
  want(desired: number): void {
    while (this.running.length < desired) this.startTask();
    for (const task of this.running.filter(({ isProtected }) => !isProtected)) {
      if (this.running.length > desired) this.#end(task);
    }
  }

  /** The alarm on the backlog, as each minute while jobs wait. */
  scaleOut(desired: number): void {
    if (this.#suspended.DynamicScalingOutSuspended !== true) this.want(desired);
  }

  get #address(): string {
    return `http://127.0.0.1:${(this.#agent.address() as AddressInfo).port}`;
  }

  #end(task: StandInTask): void {
    if (task.desiredStatus === "STOPPED") return;
    task.desiredStatus = "STOPPED";
    this.fleet.signal(task.pid, "SIGTERM");
  }

  #answer(): void {
    const { ecs, scaling } = this.stub;
    ecs.on(ListTasksCommand).callsFake(({ desiredStatus }: { desiredStatus?: string }) => {
      const before = this.beforeList;
      this.beforeList = undefined;
      before?.();
      const taskArns = this.tasks.filter((task) => task.desiredStatus === desiredStatus).map(({ arn }) => arn);
      return { taskArns };
    });
    ecs.on(DescribeTasksCommand).callsFake(({ tasks = [] }: { tasks?: readonly string[] }) => ({
      tasks: this.tasks
        .filter(({ arn }) => tasks.includes(arn))
        .map(({ arn, desiredStatus, lastStatus }) => ({ taskArn: arn, desiredStatus, lastStatus })),
    }));
    ecs.on(StopTaskCommand).callsFake(({ task: arn }: { task?: string }) => {
      const task = this.tasks.find((one) => one.arn === arn);
      if (task === undefined) {
        throw new InvalidParameterException({ message: "The referenced task was not found.", $metadata: {} });
      }
      this.#end(task);
      return {};
    });
    ecs.on(UpdateServiceCommand).callsFake(({ desiredCount }: { desiredCount?: number }) => {
      if (desiredCount !== undefined) this.want(desiredCount);
      return {};
    });
    scaling
      .on(RegisterScalableTargetCommand)
      .callsFake(
        ({ ServiceNamespace, SuspendedState }: { ServiceNamespace?: string; SuspendedState?: SuspendedState }) => {
          if (ServiceNamespace === "ecs" && SuspendedState !== undefined) this.#suspended = SuspendedState;
          return {};
        },
      );
    scaling
      .on(PutScheduledActionCommand)
      .callsFake(
        (action: {
          ServiceNamespace?: string;
          ScheduledActionName?: string;
          ScalableTargetAction?: { MinCapacity?: number };
        }) => {
          const { ServiceNamespace, ScheduledActionName = "", ScalableTargetAction } = action;
          // its minute comes: here immediately
          const isDue = ServiceNamespace === "ecs" && ScheduledActionName.endsWith("-begin");
          if (isDue && this.#suspended.ScheduledScalingSuspended !== true)
            this.want(ScalableTargetAction?.MinCapacity ?? 0);
          return {};
        },
      );
  }
}
