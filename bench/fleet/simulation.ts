import {
  type Action,
  type Machine as MachineFacts,
  type MachineAlarm,
} from "../../components/fleet-controller/lambda/facts";
import {
  type CareAws,
  type CareEvent,
  type Memory,
  nextLookSeconds,
  reconcileFleet,
} from "../../components/fleet-controller/lambda/controller";
import { capacityPlan } from "../../worker/contract/capacity";
import { Autoscaling } from "./autoscaling";
import { type Chances } from "./chances";
import { Machine, Task } from "./machine";
import { QueueMetrics } from "./metrics";
import { type Program } from "./program";
import { JobQueue } from "./queue";
import { type Random } from "./random";
import { Timetable } from "./timetable";

/**
 * `program`: this project's own controller. `idle ends`: a machine ends in the moment in which nothing waits and it is idle,
 * and is not bought again, as the originals' machines do. `until empty`: machines stay until the last job of all has ended.
 */
export type Policy = "program" | "idle ends" | "until empty";

export interface Scenario {
  readonly program: Program;
  /** Minutes of each job, in the queue's order. */
  readonly jobs: ArrayLike<number>;
  readonly policy: Policy;
  readonly chances: Chances;
  readonly random: Random;
}

export interface Outcome {
  /** From each machine's request to its end. */
  readonly machineMinutes: number;
  /** From submit to the end of the last job. */
  readonly makespanMinutes: number;
  /** Until the last machine has ended. */
  readonly endedMinute: number;
  readonly machines: number;
  /** Jobs that ran on a machine which the policy ended under them. */
  readonly jobsCut: number;
  /** Jobs that began again since their machine drained. */
  readonly jobsReturned: number;
  /** The longest that jobs waited while no machine was up or requested, minutes; the first two are submit's. */
  readonly longestWithoutMachines: number;
  readonly actions: Readonly<Record<string, number>>;
}

const START_MS = Date.UTC(2026, 10, 2, 8);
const FLEET = "sfr-1";
/** A machine's notice, minutes. */
const NOTICE_MINUTES = 2;
/** Until EC2 shows a requested machine as running, minutes. */
const RUNNING_MINUTES = 0.3;
/** From an event to the function's call, minutes. */
const EVENT_MINUTES = 0.05;

/** One experiment from submit until nothing is left. Time is in minutes. */
export async function simulate(scenario: Scenario): Promise<Outcome> {
  return await new Simulation(scenario).run();
}

class Simulation {
  readonly #timetable = new Timetable();
  readonly #queue: JobQueue;
  readonly #metrics = new QueueMetrics();
  readonly #scaling: Autoscaling;
  readonly #machines: Machine[] = [];
  readonly #byId = new Map<string, Machine>();
  readonly #alarms = new Map<string, MachineAlarm>();
  readonly #memory: { current: Memory } = { current: { looks: [] } };
  readonly #actions: Record<string, number> = {};
  #isWatched = false;
  #tasks = 0;
  #reportedDone = 0;
  #jobsCut = 0;
  #jobsReturned = 0;
  #barrenSince = Infinity;
  #longestWithoutMachines = 0;

  constructor(private readonly scenario: Scenario) {
    const { deployment, alarms } = scenario.program;
    this.#queue = new JobQueue(scenario.random);
    const tasks = deployment.machines * deployment.tasksPerMachine;
    this.#scaling = new Autoscaling(alarms, { machines: deployment.machines, tasks });
  }

  async run(): Promise<Outcome> {
    const { jobs, program, chances } = this.scenario;
    const { length } = jobs;
    this.#queue.add(Array.from({ length }, (_, index) => index));
    const deployment = { ...program.deployment, fleetId: FLEET };
    this.#scaling.ask(capacityPlan(deployment, { backlog: length }, this.#date));
    this.#everyMinute(chances.alarmSecond / 60, () => this.#minuteOfAws());
    if (this.scenario.policy !== "idle ends") {
      this.#everyMinute(chances.careSecond / 60, async () => {
        if (this.#isWatched) await this.#look(this.#timetable.now);
      });
    }
    await this.#timetable.run(() => this.#queue.done === length && this.#up.length === 0 && this.#hasReported);
    const ended = this.#machines.map(({ endedAt }) => endedAt);
    return {
      machineMinutes: this.#machines.reduce((sum, { boughtAt, endedAt }) => sum + endedAt - boughtAt, 0),
      makespanMinutes: this.#queue.lastDoneAt,
      endedMinute: Math.max(...ended),
      machines: this.#machines.length,
      jobsCut: this.#jobsCut,
      jobsReturned: this.#jobsReturned,
      longestWithoutMachines: this.#longestWithoutMachines,
      actions: this.#actions,
    };
  }

  /** Nothing would be bought any more: metrics of the last jobs have been seen. */
  get #hasReported(): boolean {
    return this.scenario.policy === "idle ends" || this.#scaling.targets.ec2.capacity === 0;
  }
  get #date(): Date {
    return new Date(START_MS + this.#timetable.now * 60_000);
  }
  get #up(): Machine[] {
    return this.#machines.filter(({ isUp }) => isUp);
  }

  #everyMinute(offset: number, run: () => void | Promise<void>): void {
    const next = async (): Promise<void> => {
      this.#timetable.after(1, next);
      await run();
    };
    this.#timetable.at(offset, next);
  }

  /** What AWS does by the minute. */
  #minuteOfAws(): void {
    const { chances, policy } = this.scenario;
    const { now } = this.#timetable;
    const { visible, inFlight, done } = this.#queue;
    const isSilent = now < chances.firstMetricMinutes;
    if (!isSilent) {
      const deleted = done - this.#reportedDone;
      this.#metrics.add({ knownAt: now + chances.metricMinutes(), visible, inFlight, deleted });
    }
    this.#reportedDone = done;
    this.#scaling.minute(this.#date, this.#metrics.window(now));
    if (policy !== "idle ends" || visible > 0) this.#buy();
    this.#place();
    this.#lookForMachines();
  }

  #lookForMachines(): void {
    const { now } = this.#timetable;
    const isBarren = this.#queue.visible > 0 && this.#up.length === 0;
    if (!isBarren) this.#barrenSince = Infinity;
    else this.#barrenSince = Math.min(this.#barrenSince, now);
    if (isBarren) this.#longestWithoutMachines = Math.max(this.#longestWithoutMachines, now - this.#barrenSince);
  }

  /** A fleet that maintains its target. */
  #buy(): void {
    for (let missing = this.#scaling.targets.ec2.capacity - this.#up.length; missing > 0; missing--) {
      const machine = new Machine(`i-${this.#machines.length + 1}`, this.#timetable.now);
      this.#machines.push(machine);
      this.#byId.set(machine.id, machine);
      const { chances, random } = this.scenario;
      const boot = chances.bootMinutes();
      this.#timetable.after(Math.min(RUNNING_MINUTES, boot), () => {
        if (!machine.isUp) return;
        machine.state = "running";
        return this.#care({ source: "aws.ec2", detail: { "instance-id": machine.id } });
      });
      this.#timetable.after(boot, () => {
        machine.isInCluster = machine.isUp;
        this.#place();
      });
      this.#timetable.after(random.exponential(chances.reclaimsPerHour / 60), () => this.#reclaim(machine));
    }
  }

  /** The service's scheduler: a task on every free slot of machines that do not drain, up to the desired count. */
  #place(): void {
    const { capacity: desired } = this.#scaling.targets.ecs;
    const { tasksPerMachine } = this.scenario.program.deployment;
    if (desired === 0) {
      for (const machine of this.#up) this.#stopUnprotected(machine);
      return;
    }
    for (const machine of this.#up) {
      if (!machine.isInCluster || machine.isDraining) continue;
      while (machine.tasks.length < tasksPerMachine) this.#start(machine);
    }
  }

  #start(machine: Machine): void {
    const { jobs, chances, program } = this.scenario;
    const task: Task = new Task(`task-${++this.#tasks}`, machine, {
      timetable: this.#timetable,
      queue: this.#queue,
      chances,
      jobs,
      copiesPerTask: program.deployment.copiesPerTask,
      idle: (idle) => this.#idle(idle),
      stopped: (stopped) => this.#stopped(stopped),
    });
    machine.tasks.push(task);
    const wait = machine.hasImage ? chances.stopMinutes() : chances.pullMinutes();
    this.#timetable.after(wait, () => {
      machine.hasImage = true;
      if (!task.hasStopped && !task.isStopping) task.ready();
    });
  }

  #idle(task: Task): void {
    const { machine } = task;
    if (this.scenario.policy === "idle ends") {
      if (this.#queue.visible === 0 && machine.isUp && machine.held === 0) this.#end(machine);
      return;
    }
    const mustStop = machine.isDraining || this.#scaling.targets.ecs.capacity === 0;
    if (mustStop && !task.isProtected) task.stop();
  }

  #stopped(task: Task): void {
    const { machine } = task;
    machine.tasks = machine.tasks.filter((other) => other !== task);
    if (!machine.isUp || this.scenario.policy === "idle ends") return;
    this.#timetable.after(EVENT_MINUTES, () =>
      machine.isUp ? this.#care({ source: "aws.ecs", detail: { containerInstanceArn: machine.id } }) : undefined,
    );
  }

  #stopUnprotected(machine: Machine): void {
    for (const task of [...machine.tasks]) {
      if (task.isProtected || task.isStopping) continue;
      this.#jobsReturned += task.running;
      task.stop();
    }
  }

  /** Two minutes' notice, which the machine's unit shows to its workers. */
  #reclaim(machine: Machine): void {
    if (!machine.isUp) return;
    machine.isDraining = true;
    machine.isNoticed = true;
    for (const task of [...machine.tasks]) task.stop();
    this.#timetable.after(NOTICE_MINUTES, () => {
      if (machine.isUp) this.#end(machine);
    });
  }

  #end(machine: Machine): void {
    machine.state = "terminated";
    machine.endedAt = this.#timetable.now;
    const lost = machine.tasks.flatMap((task) => task.lose());
    machine.tasks = [];
    if (lost.length > 0) {
      const { leaseSeconds } = this.scenario.program.deployment;
      this.#timetable.after(leaseSeconds / 60, () => this.#queue.add(lost, true));
    }
    if (this.scenario.policy === "idle ends") return;
    this.#timetable.after(EVENT_MINUTES, () =>
      this.#care({ source: "aws.ec2", detail: { "instance-id": machine.id } }),
    );
  }

  /** A call of the schedule, which may look several times. */
  async #look(began: number): Promise<void> {
    const event = { source: "aws.events", detail: {} };
    await this.#care(event);
    const { now } = this.#timetable;
    const seconds = nextLookSeconds(event, this.#memory.current, Math.round((now - began) * 60));
    if (seconds !== undefined) this.#timetable.after(seconds / 60, () => this.#look(began));
  }

  async #care(event: CareEvent): Promise<void> {
    const { policy, program } = this.scenario;
    if (policy === "idle ends") return;
    await reconcileFleet(event, this.#aws, program.settings, this.#date, this.#memory);
  }

  #apply(action: Action): void {
    this.#actions[action.kind] = (this.#actions[action.kind] ?? 0) + 1;
    const { ec2, ecs } = this.#scaling.targets;
    const machinesOf = (ids: readonly string[]): Machine[] => ids.flatMap((id) => this.#byId.get(id) ?? []);
    switch (action.kind) {
      case "lower-minimum":
        ec2.min = action.machines;
        if (action.machines === 0) ecs.min = 0;
        return;
      case "hold-at-zero":
        return this.#scaling.hold(new Date(this.#date.getTime() + action.minutes * 60_000));
      case "set-off-empty-alarm":
        this.#scaling.setOff(action.name, 0);
        return this.#place();
      case "drain":
        for (const machine of machinesOf(action.containerInstanceArns)) {
          machine.isDraining = true;
          this.#stopUnprotected(machine);
        }
        return;
      case "activate":
        for (const machine of machinesOf(action.containerInstanceArns)) machine.isDraining = machine.isNoticed;
        return this.#place();
      case "terminate":
        for (const machine of machinesOf(action.machineIds).filter(({ isUp }) => isUp)) {
          this.#jobsCut += machine.held;
          this.#end(machine);
        }
        return;
      case "put-alarm":
        this.#alarms.set(action.alarm.name, action.alarm);
        return;
      case "delete-alarms":
        for (const name of action.names) this.#alarms.delete(name);
        return;
      case "set-on-demand":
      case "stop":
      case "notify":
        throw new Error(`the run counts as stalled at minute ${this.#timetable.now}`);
    }
  }

  /** The machine's id stands for its container instance, too. */
  readonly #aws: CareAws = {
    machines: async (ids) =>
      (ids === undefined ? this.#up : ids.flatMap((id) => this.#byId.get(id) ?? [])).map(
        ({ id, state, boughtAt }): MachineFacts => ({
          id,
          state,
          vcpus: 16,
          launchedAt: new Date(START_MS + boughtAt * 60_000),
        }),
      ),
    alarms: async (by) =>
      "prefix" in by ? [...this.#alarms.values()] : [this.#alarms.get(by.name)].filter((alarm) => alarm !== undefined),
    service: async () => ({ desired: this.#scaling.targets.ecs.capacity, events: [] }),
    fleet: async () => ({ id: FLEET, target: this.#scaling.targets.ec2.capacity }),
    onDemand: async () => undefined,
    minimum: async () => ({ machines: this.#scaling.targets.ec2.min, tasks: this.#scaling.targets.ecs.min }),
    queue: async () => ({ ...this.#counts, lastHalfHour: this.#metrics.lastHalfHour(this.#timetable.now) }),
    // without looks no machine leaves before the last job of all has ended
    counts: async () => (this.scenario.policy === "until empty" ? undefined : this.#counts),
    placements: async (id) => {
      const machines = (id === undefined ? this.#up : [this.#byId.get(id)]).filter(
        (machine) => machine?.isUp === true && machine.isInCluster,
      );
      return new Map(
        (machines as Machine[]).map(({ id: arn, isDraining, tasks }) => [
          arn,
          { containerInstanceArn: arn, isDraining, taskArns: tasks.map((task) => task.arn) },
        ]),
      );
    },
    protectedTasks: async () =>
      new Set(this.#up.flatMap(({ tasks }) => tasks.filter((task) => task.isProtected).map(({ arn }) => arn))),
    keepWatch: async (_now, { isHeld }) => {
      this.#isWatched = true;
      if (!isHeld) this.#scaling.restoreMaximum();
    },
    rest: async ({ isHeld }) => {
      this.#isWatched = false;
      if (!isHeld) this.#scaling.restoreMaximum();
    },
    apply: async (action) => this.#apply(action),
  };

  get #counts() {
    const { visible, inFlight } = this.#queue;
    return { visible, inFlight };
  }
}
