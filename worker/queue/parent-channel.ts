import { type FromWorker, type QueueCall, type RunEvent, toWorkerSchema } from "../contract/local-protocol";

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The worker's end of the IPC channel to the process that started it. */
export class ParentChannel {
  readonly #waiting = new Map<number, Waiting>();
  readonly #post: NonNullable<NodeJS.Process["send"]>;
  #lastId = 0;
  #sent: Promise<void> = Promise.resolve();

  /**
   * @param onGone called once, when the parent process has ended or closed the channel
   * @throws {Error} when this process was started without a channel
   */
  constructor(onGone: () => void) {
    if (process.send === undefined) throw new Error("this process has no IPC channel to a parent");
    this.#post = process.send.bind(process);
    process.on("message", (message) => this.#onMessage(message));
    process.once("disconnect", () => {
      for (const { reject } of this.#waiting.values()) reject(gone());
      this.#waiting.clear();
      onGone();
    });
  }

  /** Resolves with the answer, not parsed yet; rejects when the parent is gone. */
  ask(call: QueueCall): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (!process.connected) return reject(gone());
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, call });
    });
  }

  readonly tell = (event: RunEvent): void => this.#send({ event });

  /** Resolves when everything has left this process: what waits in it is lost by `process.exit`. */
  async sent(): Promise<void> {
    await this.#sent;
  }

  #send(message: FromWorker): void {
    // an error says that the parent is gone, which "disconnect" reports as well
    this.#sent = new Promise((resolve) => void this.#post(message, undefined, undefined, () => resolve()));
  }

  #onMessage(message: unknown): void {
    const { id, answer } = toWorkerSchema.parse(message);
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }
}

const gone = (): Error => new Error("the process that keeps the queue is gone");
