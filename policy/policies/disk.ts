import type { StackValidationPolicy } from "@pulumi/policy";
import { MACHINES } from "../facts/fleets";
import { eachPlacement } from "../facts/placements";
import { RESERVED, type Reserved, roomOf } from "../facts/machine-room";
import { diskGiBOf } from "../facts/tasks";
import { diskProblems } from "../rules/disk";
import { knownTypes } from "../rules/fitting";
import { type MachineRoom, type TaskNeeds, tasksPlaced } from "../rules/packing";
import { stackChecks } from "../support/check-runner";
import { settings } from "../support/settings";

interface Settings extends Reserved {
  readonly diskGiBPerTask: number;
  readonly imageGiB: number;
  readonly amiRootGiB: number;
}

/** A full disk stops every task of the machine at the same time, in the middle of its jobs. */
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
          const said = known(() => diskGiBOf(placement.task.props), undefined);
          const needs = placement.needs();
          // a hidden size leaves the root volume to be judged
          const diskGiBPerTask = said === undefined || needs === undefined ? 0 : said || config.diskGiBPerTask;
          const wanted = placement.largestCount() || Infinity;
          for (const fleet of placement.fleets) {
            for (const { name, volumes } of fleet.machines) {
              const { rootGiB = config.amiRootGiB, dataGiB } = volumes(known);
              const problems = diskProblems({
                tasksPerMachine:
                  needs === undefined
                    ? Math.min(1, wanted)
                    : placedOn(needs, name, wanted, roomOf(stack, fleet, config)),
                diskGiBPerTask,
                volumeGiB: dataGiB,
                rootGiB,
                imageGiB: config.imageGiB,
              });
              for (const problem of problems) once(fleet.resource, problem, MACHINES[fleet.resource.type]);
            }
          }
        });
      },
    ],
  ),
};

/** 1 on a type that we do not know. */
function placedOn(needs: TaskNeeds, name: string, wanted: number, room: MachineRoom): number {
  const [type] = knownTypes([name]);
  return type === undefined ? Math.min(1, wanted) : tasksPlaced(needs, type, wanted, room);
}
