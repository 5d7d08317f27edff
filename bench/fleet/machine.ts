import { type Chances } from "./chances";
import { type JobQueue, type Taker } from "./queue";
import { type Timetable } from "./timetable";

/** What a worker does with jobs when it is stopped, worker/contract/worker-settings.ts. */
const GRACE_MINUTES = 1.5;
/** worker/loop/ecs-task-protection.ts */
const PROTECTED_AFTER_MINUTES = 0.5;

export interface Surroundings {
  readonly timetable: Timetable;
  readonly queue: JobQueue;
  readonly chances: Chances;
  /** Minutes of each job. */
  readonly jobs: ArrayLike<number>;
  readonly copiesPerTask: number;
  /** A task holds no job any more. */
  idle(task: Task): void;
  stopped(task: Task): void;
}

interface Run {
  readonly job: number;
  readonly endsAt: number;
}

/** One worker: each copy runs one job, and as many more are fetched ahead. */
export class Task implements Taker {
  isHungry = false;
  isReady = false;
  isStopping = false;
  hasStopped = false;
  #running = new Set<Run>();
  #ahead: number[] = [];
  #protectedFrom = Infinity;
  #idleSince = -Infinity;

  constructor(
    readonly arn: string,
    readonly machine: Machine,
    private readonly around: Surroundings,
  ) {}

  get held(): number {
    return this.#running.size + this.#ahead.length;
  }
  get running(): number {
    return this.#running.size;
  }

  ready(): void {
    this.isReady = true;
    this.take();
    if (this.held === 0) this.around.idle(this);
  }

  take(): void {
    if (!this.isReady || this.isStopping || this.hasStopped) return;
    const { queue, copiesPerTask } = this.around;
    while (this.held < 2 * copiesPerTask) {
      const job = queue.take();
      if (job === undefined) return queue.waits(this);
      if (this.held === 0) this.#busy();
      if (this.#running.size < copiesPerTask) this.#start(job);
      else this.#ahead.push(job);
    }
  }

  /** As the ECS API shows it. */
  get isProtected(): boolean {
    const { now } = this.around.timetable;
    return now >= this.#protectedFrom && (this.held > 0 || now < this.#idleSince + PROTECTED_AFTER_MINUTES);
  }

  /** SIGTERM: what has not begun goes back; what runs has its grace. */
  stop(): void {
    if (this.isStopping || this.hasStopped) return;
    this.isStopping = true;
    const { queue, timetable, chances } = this.around;
    queue.add(this.#ahead.splice(0), true);
    if (this.#running.size === 0) {
      timetable.after(chances.stopMinutes(), () => this.#stopped());
      return;
    }
    timetable.after(GRACE_MINUTES, () => {
      const jobs = [...this.#running].map(({ job }) => job);
      this.#running.clear();
      if (!this.hasStopped) queue.add(jobs, true);
      this.#stopped();
    });
  }

  /** The machine is gone; answers with the jobs whose lease ends in time. */
  lose(): number[] {
    const jobs = [...[...this.#running].map(({ job }) => job), ...this.#ahead];
    this.#running.clear();
    this.#ahead = [];
    this.hasStopped = true;
    return jobs;
  }

  #busy(): void {
    const { timetable, chances } = this.around;
    const isStillProtected = timetable.now < this.#idleSince + PROTECTED_AFTER_MINUTES;
    if (!isStillProtected) this.#protectedFrom = timetable.now + chances.protectMinutes();
  }

  #start(job: number): void {
    const { timetable, jobs } = this.around;
    const run = { job, endsAt: timetable.now + (jobs[job] ?? 0) };
    this.#running.add(run);
    timetable.at(run.endsAt, () => this.#ended(run));
  }

  #ended(run: Run): void {
    if (!this.#running.delete(run)) return; // it was stopped
    const { queue, timetable } = this.around;
    queue.finish(timetable.now);
    const next = this.#ahead.shift();
    if (next !== undefined) this.#start(next);
    if (this.isStopping) {
      if (this.held === 0) this.#stopped();
      return;
    }
    this.take();
    if (this.held > 0) return;
    this.#idleSince = timetable.now;
    this.around.idle(this);
    timetable.after(PROTECTED_AFTER_MINUTES, () => {
      if (this.held === 0 && !this.hasStopped) this.around.idle(this);
    });
  }

  #stopped(): void {
    if (this.hasStopped) return;
    this.hasStopped = true;
    this.around.stopped(this);
  }
}

export class Machine {
  tasks: Task[] = [];
  state: "pending" | "running" | "terminated" = "pending";
  isInCluster = false;
  hasImage = false;
  isDraining = false;
  /** AWS takes it back. */
  isNoticed = false;
  endedAt = Infinity;

  constructor(
    readonly id: string,
    readonly boughtAt: number,
  ) {}

  get isUp(): boolean {
    return this.state !== "terminated";
  }
  get held(): number {
    return this.tasks.reduce((sum, task) => sum + task.held, 0);
  }
}
