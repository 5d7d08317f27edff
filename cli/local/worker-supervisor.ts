import { EVENTS } from "../../worker/contract/events";
import { type QueueAnswer, type QueueCall, type RunEvent } from "../../worker/contract/local-protocol";
import { CliError, EXIT } from "../shared/exit";
import { startWorker, type WorkerEnding, type WorkerProcess } from "./worker-process";

export interface SupervisorOptions {
  /** Of the worker, without what speaks of the queue. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workerLog: string;
  /** argv of the worker. @default this package's */
  readonly worker?: readonly string[] | undefined;
  readonly answer: (call: QueueCall) => Promise<QueueAnswer>;
  readonly onEvent: (event: RunEvent) => void;
  /** The worker is gone, and with it every run. */
  readonly onGone: () => void;
  readonly note: (text: string) => void;
}

/** Ends of the worker without a job between them, after which it is not started again. */
const MAX_DEATHS = 3;
/** After "now", the worker has this long to end its engines before its group is killed. */
const KILL_AFTER_MS = 8000;

/** Keeps one worker at the queue: one that dies is started again, and its jobs are queued again. */
export class WorkerSupervisor {
  private worker: WorkerProcess | undefined;
  private isEnding = false;
  private isAble = false;
  private deaths = 0;
  private lastReason: string | undefined;

  constructor(private readonly options: SupervisorOptions) {}

  /** A copy of the present worker can run, or could. */
  get canRun(): boolean {
    return this.isAble;
  }

  /**
   * Resolves when the worker has ended after `end`.
   * @throws {CliError} exit 3 when it ends before it can run a job, or again and again; what `answer` throws
   */
  async run(): Promise<void> {
    const { environment, workerLog, worker, answer, onGone, note } = this.options;
    while (!this.isEnding) {
      this.isAble = false;
      this.worker = startWorker({
        ...{ environment, worker, answer },
        onEvent: (event) => this.onEvent(event),
        logPath: workerLog,
      });
      const ending = await this.worker.ended;
      this.worker.kill(); // engines that outlived it
      onGone();
      if (this.isEnding) return;
      this.deaths++;
      const isFinal = ending.code === EXIT.setUp; // the worker itself says that another try is of no use
      if (!this.isAble || isFinal || this.deaths >= MAX_DEATHS) throw this.cannotRun(ending);
      note(`the worker ended (${endingText(ending)}); it is started again and its jobs are queued again`);
    }
  }

  /** A job has ended: earlier deaths were no sign. */
  jobEnded(): void {
    this.deaths = 0;
  }

  /** Lets runs end within the grace; no other worker is started. */
  end(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.worker?.terminate();
  }

  /** Ends the grace. */
  endNow(): void {
    this.worker?.terminate();
    setTimeout(() => this.worker?.kill(), KILL_AFTER_MS).unref();
  }

  kill(): void {
    this.worker?.kill();
  }

  private onEvent(event: RunEvent): void {
    if (event.event === EVENTS.copyReady) this.isAble = true;
    if (event.event === EVENTS.workerState) this.lastReason = event.reason ?? this.lastReason;
    this.options.onEvent(event);
  }

  private cannotRun(ending: WorkerEnding): CliError {
    const what = !this.isAble
      ? "ended before it could run a job"
      : ending.code === EXIT.setUp
        ? "cannot continue"
        : `ended ${this.deaths} times without finishing a job`;
    return new CliError(EXIT.setUp, `the worker ${what} (${endingText(ending)})`, [
      ...(this.lastReason === undefined ? [] : [this.lastReason]),
      ...ending.lastLines.filter((line) => !line.includes(this.lastReason ?? "\0")), // the worker says it there too
      `its log: ${this.options.workerLog}`,
    ]);
  }
}

const endingText = ({ code, signal }: WorkerEnding): string =>
  signal !== null ? `signal ${signal}` : code !== null ? `exit code ${code}` : "it could not be started";
