import type { Policies } from "@pulumi/policy";
import { oneExperimentPerCluster } from "./cluster";
import { disksHoldTheWork } from "./disk";
import { fleetsEnd, fleetsSpareBusyMachines, fleetsTakeCalmPools, idleAlarmsBuyNoMachines } from "./fleet-life";
import { fleetsCostNoMorePerHour, fleetsNameTheirPrice } from "./fleet-price";
import { heapsFitTheirContainers } from "./heap";
import { imagesArePinned, imagesMatchTheirMachines } from "./image";
import { queuesHideJobsWhileTheyRun } from "./queue";
import { desiredCountFitsTheFleet, instanceTypesAreKnown, tasksFitEveryInstanceType } from "./task-size";
import { machinesAreUsed } from "./waste";

/** Every policy of the pack, in the order of the docs. Loading this starts nothing: `policy/index.ts` does. */
export const policies: Policies = [
  tasksFitEveryInstanceType,
  instanceTypesAreKnown,
  desiredCountFitsTheFleet,
  machinesAreUsed,
  disksHoldTheWork,
  heapsFitTheirContainers,
  queuesHideJobsWhileTheyRun,
  oneExperimentPerCluster,
  fleetsNameTheirPrice,
  fleetsCostNoMorePerHour,
  fleetsTakeCalmPools,
  fleetsEnd,
  fleetsSpareBusyMachines,
  imagesArePinned,
  imagesMatchTheirMachines,
  idleAlarmsBuyNoMachines,
];
