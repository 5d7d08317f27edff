import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { PREPARED } from "./bundled-worker";
import { pythonWith } from "./python";

const MOTO = "moto[server]==5.2.5";

export interface Moto {
  /** For AWS_ENDPOINT_URL and SDK clients. */
  readonly endpoint: string;
  /** Forgets everything that was made. */
  reset(): Promise<void>;
  /** From now on it is this time in moto, until another is set: launch times, reasons, alarms. */
  setClock(now: Date): Promise<void>;
  /** Its clock, where it was not set, goes this much ahead of the real one: messages become visible, for example. */
  passTime(milliseconds: number): Promise<void>;
  /** From now on Auto Scaling groups replace only what they miss of their desired capacity, as AWS does: moto replaces all. */
  fillGroups(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The moto of the whole test run, for files that neither reset it nor set its clock; names of buckets and queues there must
 * be the file's own. Started for this process where `npm test` has not (see prepared.ts).
 */
export async function sharedMoto(): Promise<Pick<Moto, "endpoint" | "stop">> {
  const endpoint = process.env[PREPARED.moto];
  return endpoint === undefined ? await startMoto() : { endpoint, stop: () => Promise.resolve() };
}

/**
 * Starts moto's server on a free port: EC2 (spot fleets), ECS, SQS, S3 with conditional writes, IAM, CloudWatch and more.
 * On first use it is installed with `python3 -m venv` and pip into `$DFIJI_TEST_CACHE` [~/.cache/dfiji-tests], which
 * takes about a minute: give the hook that calls this `this.timeout(300_000)`. It ends by itself when this process dies.
 */
export async function startMoto(): Promise<Moto> {
  const python = await pythonWith(MOTO);
  const child = spawn(python, ["-c", SERVER], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
  });
  const tail: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    tail.push(line);
    if (tail.length > 20) tail.shift();
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const lines = createInterface({ input: child.stdout });
  const port = await new Promise<string>((resolve, reject) => {
    lines.on("line", (line) => {
      if (line.startsWith("port ")) resolve(line.slice(5)); // moto prints lines of its own, too
    });
    void exited.then(() => reject(new Error(`moto did not start:\n${tail.join("\n")}`)));
  });
  const endpoint = `http://127.0.0.1:${port}`;
  /** Resolves when the server has repeated the line. */
  const tell = async (text: string): Promise<void> => {
    const taken = new Promise<void>((resolve, reject) => {
      const listen = (line: string): void => {
        if (line !== text) return;
        lines.off("line", listen);
        resolve();
      };
      lines.on("line", listen);
      void exited.then(() => reject(new Error(`moto has ended:\n${tail.join("\n")}`)));
    });
    child.stdin.write(`${text}\n`);
    await taken;
  };
  return {
    endpoint,
    async reset() {
      await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
    },
    setClock: (now) => tell(`clock ${now.getTime()}`),
    passTime: (milliseconds) => tell(`pass ${milliseconds}`),
    fillGroups: () => tell("groups 1"),
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}

const SERVER = `
import os, sys
import moto.core.utils as utils
from moto.server import ThreadedMotoServer
utils.clock_ms = None
utils.ahead_ms = 0
def utcnow():
    if clock_ms is None:
        return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) + datetime.timedelta(milliseconds=ahead_ms)
    return datetime.datetime.fromtimestamp(clock_ms / 1000, datetime.timezone.utc).replace(tzinfo=None)
utils.utcnow.__code__ = utcnow.__code__  # all of moto has this function already, by its name
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
server.start()
print("port", server.get_host_and_port()[1], flush=True)
for line in sys.stdin:
    kind, number = line.split()
    if kind == "clock":
        utils.clock_ms = int(number)
    elif kind == "groups":
        import moto.autoscaling.models as models
        def notify(self, ids):
            for group in self.autoscaling_groups.values():
                group.instance_states = [state for state in group.instance_states if state.instance.id not in ids]
                missing = (group.desired_capacity or 0) - len(group.active_instances())
                if missing > 0:
                    group.replace_autoscaling_group_instances(missing, group.get_propagated_tags())
        models.AutoScalingBackend.notify_terminate_instances = notify
    else:
        utils.ahead_ms += int(number)
    print(kind, number, flush=True)
os._exit(0)
`;
