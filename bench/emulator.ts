import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type QueuePair } from "../test/helpers/emulator";

export interface RemoteEmulator {
  readonly endpoint: string;
  makeQueues(name: string): Promise<QueuePair>;
  makeBucket(name: string): Promise<void>;
  stop(): void;
}

/** The emulator in a process of its own. */
export async function startRemoteEmulator(): Promise<RemoteEmulator> {
  const child = fork(join(__dirname, "emulator-child.ts"), { execArgv: ["-r", "ts-node/register"] });
  const answer = async <T>(): Promise<T> => ((await once(child, "message")) as [T])[0];
  const { endpoint } = await answer<{ readonly endpoint: string }>();
  return {
    endpoint,
    async makeQueues(queue) {
      child.send({ queue });
      return answer<QueuePair>();
    },
    async makeBucket(bucket) {
      child.send({ bucket });
      await answer();
    },
    stop: () => child.disconnect(),
  };
}
