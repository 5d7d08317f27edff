import type { StackValidationPolicy } from "@pulumi/policy";
import type { Fleet } from "../facts/fleets";
import { eachPlacement, type Placement } from "../facts/placements";
import { RESERVED, type Reserved, roomOf } from "../facts/room";
import { diskProblems } from "../rules/disk";
import { knownTypes } from "../rules/fitting";
import { packing } from "../rules/packing";
import { stackChecks } from "../support/checks";
import { settings } from "../support/settings";

interface Settings extends Reserved {
  readonly diskGiBPerTask: number;
  readonly imageGiB: number;
  readonly amiRootGiB: number;
}

/** A full disk stops every task of the machine at once, in the middle of its jobs. */
export const disksHoldTheWork: StackValidationPolicy = {
  name: "disks-hold-the-work",
  description: "The data volume takes the work files of all tasks that a machine gets, the root volume two images.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Raise the volume that the message names, or give each task less disk.",
  configSchema: settings({
    ...RESERVED,
    diskGiBPerTask: {
      type: "number",
      default: 0,
      description: "GiB of work files of a task whose containers have no DFIJI_DISK_GIB in their environment.",
    },
    imageGiB: { type: "number", default: 3, description: "Size of the worker image on disk, GiB." },
    amiRootGiB: { type: "number", default: 30, description: "Root volume of the AMI where the stack sets none, GiB." },
  }),
  validateStack: stackChecks(
    ["aws:ecs/taskDefinition:TaskDefinition"],
    [
      (stack) => {
        const config = stack.args.getConfig<Settings>();
        eachPlacement(stack, (placement, { known, once }) => {
          for (const fleet of placement.fleets) {
            for (const { name, volumes } of fleet.machines) {
              const { rootGiB = config.amiRootGiB, dataGiB } = volumes(known);
              const problems = diskProblems({
                tasksPerMachine: tasksOnOne(placement, fleet, name, config),
                diskGiBPerTask: placement.needs.diskGiB || config.diskGiBPerTask,
                volumeGiB: dataGiB,
                rootGiB,
                imageGiB: config.imageGiB,
              });
              for (const problem of problems) once(fleet.resource, problem);
            }
          }
        });
      },
    ],
  ),
};

/** ECS looks at CPU and memory alone, so as many tasks come as these allow, but no more than the service wants. */
function tasksOnOne(
  { needs, largestCount }: Placement,
  fleet: Fleet,
  name: string,
  { reservedMemoryMiB }: Settings,
): number {
  const { vcpus, memoryMiB } = needs;
  const [type] = knownTypes([name]);
  const fit = type === undefined ? 1 : packing({ vcpus, memoryMiB }, type, roomOf(fleet, reservedMemoryMiB)).tasks;
  return Math.max(1, largestCount > 0 ? Math.min(fit, largestCount) : fit);
}
