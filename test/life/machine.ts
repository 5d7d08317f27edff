import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type InstanceType } from "../../policy/rules/instance-types";
import { CPU_UNITS } from "../../policy/rules/packing";
import { taskMemoryMiB } from "../../policy/rules/memory";
import { type Container } from "./program";
import { type Task } from "./task";

/** Minutes from the order until the machine is in the cluster. */
export const BOOT_MINUTES = 2;

/** One EC2 instance: a folder in place of its volumes, its tasks' workers, as processes or containers. */
export class Machine {
  readonly tasks = new Set<Task>();
  /** Absent until it has joined the cluster. */
  containerInstanceArn: string | undefined;
  /** Gets no more tasks: AWS said that it takes the machine back. */
  isDraining = false;
  isHung = false;
  endedMinute: number | undefined;
  /** Who ended it; absent: the program itself, by MachineCare. */
  endedBy: "AWS" | "alarm" | undefined;
  /** Per cent of all its vCPUs, the busiest moment of each minute since it is there. */
  readonly cpuPercent: number[] = [];

  private constructor(
    readonly id: string,
    readonly type: InstanceType,
    readonly isOnDemand: boolean,
    readonly boughtMinute: number,
    readonly folder: string,
  ) {}

  static async boot(
    id: string,
    { type, isOnDemand }: Pick<Machine, "type" | "isOnDemand">,
    minute: number,
    root: string,
  ): Promise<Machine> {
    const machine = new Machine(id, type, isOnDemand, minute, join(root, id));
    await mkdir(machine.folder);
    const lifecycle = isOnDemand ? "on-demand" : "spot"; // as the metadata service has instance-life-cycle
    await writeFile(machine.factsFile, JSON.stringify({ id, type: type.name, lifecycle }));
    return machine;
  }

  get factsFile(): string {
    return join(this.folder, "machine.json");
  }
  /** What its unit writes; a test of the user data runs that against a metadata service. */
  async noticed(): Promise<void> {
    await writeFile(join(this.folder, "spot-notice"), JSON.stringify({ action: "terminate" }));
  }
  get isUp(): boolean {
    return this.endedMinute === undefined;
  }

  /** Whether ECS finds room for one more: what the agent registered less what its tasks were given. */
  hasRoomFor({ cpu, memory }: Container): boolean {
    const cpuLeft = this.type.vcpus * CPU_UNITS - this.tasks.size * cpu;
    const memoryLeft = taskMemoryMiB(this.type.memoryMiB) - this.tasks.size * memory;
    return cpuLeft >= cpu && memoryLeft >= memory;
  }

  /** A minute is over: what boots or works is far above any threshold, waiting workers cost next to nothing. */
  async spent(): Promise<void> {
    const works = await Promise.all([...this.tasks].map(async (task) => (await task.volumes.running()).length > 0));
    const isBooting = this.containerInstanceArn === undefined;
    this.cpuPercent.push(!this.isHung && (isBooting || works.includes(true)) ? 80 : 1);
  }

  /** A machine that ends takes everything with it. */
  async end(minute: number): Promise<void> {
    this.endedMinute = minute;
    for (const task of this.tasks) await task.kill();
    this.tasks.clear();
    await rm(this.folder, { recursive: true, force: true });
  }

  minutesUp(now: number): number {
    return (this.endedMinute ?? now) - this.boughtMinute;
  }
}
