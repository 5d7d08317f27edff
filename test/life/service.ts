import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  DescribeContainerInstancesCommand,
  type ECSClient,
  StartTaskCommand,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { type CareFunction } from "./care-function";
import { type MinuteClock } from "./clock";
import { type Fleet } from "./fleet";
import { type Machine } from "./machine";
import { type Program } from "./program";
import { type Image, Task } from "./task";

export interface ServiceDeps {
  readonly ecs: ECSClient;
  readonly program: Program;
  readonly fleet: Fleet;
  readonly clock: MinuteClock;
  readonly care: CareFunction;
  readonly endpoint: string;
  /** Where jobs look what minute it is. */
  readonly stage: string;
}

/** The longest that ECS waits before it starts a task again whose like keep ending immediately, minutes. */
const LONGEST_THROTTLE_MINUTES = 15;

/** The service's scheduler: places tasks by CPU and memory on the machine with fewest, replaces those that ended. */
export class Service {
  /** What a worker left in its volumes although it ended by itself. */
  readonly leftovers: string[] = [];
  /** Exit codes of tasks that were asked to stop. */
  readonly stopCodes: (number | null)[] = [];
  /** The most tasks that each machine had, by its id. */
  readonly mostTasks = new Map<string, number>();
  started = 0;
  #failuresInARow = 0;
  #notBeforeMinute = 0;
  #folders = 0;

  constructor(
    private readonly deps: ServiceDeps,
    /** May be changed: the next task runs the new one. */
    public image: Image,
  ) {}

  /** Workers that can take jobs. */
  get tasks(): readonly Task[] {
    const machines = this.deps.fleet.up.filter(({ isHung }) => !isHung);
    return machines.flatMap(({ tasks }) => [...tasks]).filter((task) => !task.hasEnded && !task.isStopping);
  }

  async minute(desired: number): Promise<void> {
    await this.#replaceEnded();
    if (desired === 0) {
      for (const machine of this.deps.fleet.up) await this.drain(machine);
      return;
    }
    const { clock, fleet, program } = this.deps;
    if (clock.minute < this.#notBeforeMinute) return;
    for (;;) {
      const running = fleet.up.reduce((sum, { tasks }) => sum + tasks.size, 0);
      const [machine] = fleet.up
        .filter((one) => one.containerInstanceArn !== undefined && !one.isDraining && !one.isHung)
        .filter((one) => one.hasRoomFor(program.container))
        .sort((a, b) => a.tasks.size - b.tasks.size);
      if (machine === undefined || running >= desired) return;
      await this.#start(machine);
    }
  }

  /**
   * What ECS does on machines that drain: tasks that are not protected are stopped. Whether they are follows here from what
   * they run: the agent, which workers ask for protection, is not there.
   */
  async drainIdle(): Promise<void> {
    const { ecs, program, fleet } = this.deps;
    const { cluster } = program.deployment;
    const machines = fleet.up.filter(({ containerInstanceArn }) => containerInstanceArn !== undefined);
    if (machines.length === 0) return;
    const containerInstances = machines.map(({ containerInstanceArn = "" }) => containerInstanceArn);
    const query = new DescribeContainerInstancesCommand({ cluster, containerInstances });
    const { containerInstances: found = [] } = await ecs.send(query);
    for (const machine of machines) {
      const seen = found.find(({ containerInstanceArn }) => containerInstanceArn === machine.containerInstanceArn);
      machine.isDraining = seen?.status === "DRAINING";
      if (machine.isDraining) await this.drain(machine, await this.#idleTasks(machine));
    }
  }

  /** As GetTaskProtection would answer. */
  async isProtected(arn: string): Promise<boolean> {
    const task = this.deps.fleet.up.flatMap(({ tasks }) => [...tasks]).find((one) => one.arn === arn);
    return task !== undefined && (await task.volumes.running()).length > 0;
  }

  async #idleTasks({ tasks }: Machine): Promise<Task[]> {
    const idle: Task[] = [];
    for (const task of tasks) if (!(await this.isProtected(task.arn))) idle.push(task);
    return idle;
  }

  /** SIGTERM to every task of a machine together. A hung machine's agent hears nothing. */
  async drain(machine: Machine, tasks: readonly Task[] = [...machine.tasks]): Promise<void> {
    await this.#end(machine, tasks, (task, seconds) => task.stop(seconds));
  }

  /** The tasks end by themselves: they are protected, so that ECS signals none of them. */
  async drainProtected(machine: Machine): Promise<void> {
    await this.#end(machine, [...machine.tasks], (task, seconds) => task.ends(seconds));
  }

  async #end(
    machine: Machine,
    tasks: readonly Task[],
    end: (task: Task, seconds: number) => Promise<number | null>,
  ): Promise<void> {
    if (machine.isHung) return;
    const { stopTimeout } = this.deps.program.container;
    this.stopCodes.push(...(await Promise.all(tasks.map((task) => end(task, stopTimeout)))));
    for (const task of tasks) await this.#stopped(machine, task);
  }

  async #start(machine: Machine): Promise<void> {
    const { ecs, program, stage, endpoint } = this.deps;
    const { cluster } = program.deployment;
    const { tasks = [] } = await ecs.send(
      new StartTaskCommand({
        cluster,
        taskDefinition: `${program.deployment.experiment}-worker`,
        containerInstances: [machine.containerInstanceArn ?? ""],
      }),
    );
    const folder = join(machine.folder, `task-${++this.#folders}`);
    await mkdir(folder);
    const place = { folder, machineFile: machine.factsFile, stage, endpoint };
    machine.tasks.add(await Task.start(tasks[0]?.taskArn ?? "", place, this.image, program.container));
    this.mostTasks.set(machine.id, Math.max(this.mostTasks.get(machine.id) ?? 0, machine.tasks.size));
    this.started++;
  }

  /** Tasks that ended by themselves: the next one comes the later the more of them did. */
  async #replaceEnded(): Promise<void> {
    for (const machine of this.deps.fleet.up) {
      for (const task of [...machine.tasks].filter(({ hasEnded }) => hasEnded)) {
        const wait = Math.min(LONGEST_THROTTLE_MINUTES, 2 ** this.#failuresInARow++);
        this.#notBeforeMinute = this.deps.clock.minute + wait;
        await this.#stopped(machine, task);
      }
    }
  }

  async #stopped(machine: Machine, task: Task): Promise<void> {
    const { ecs, program, care } = this.deps;
    const { cluster, region, accountId } = program.deployment;
    this.leftovers.push(...(await task.volumes.leftovers()));
    await rm(task.folder, { recursive: true });
    machine.tasks.delete(task);
    await ecs.send(new StopTaskCommand({ cluster, task: task.arn }));
    await care.tell({
      source: "aws.ecs",
      "detail-type": "ECS Task State Change",
      detail: {
        clusterArn: `arn:aws:ecs:${region}:${accountId}:cluster/${cluster}`,
        lastStatus: "STOPPED",
        containerInstanceArn: machine.containerInstanceArn,
      },
    });
  }
}
