import type { Policies, ReportViolation, ResourceValidation } from "@pulumi/policy";
import { batchJobsFitTheirEnvironment, fargateSizesExist } from "./batch";
import { oneExperimentPerCluster } from "./cluster";
import { containersAreConfined, containersAreNotRoot } from "./containers";
import { disksHoldTheWork } from "./disk";
import { spotMachinesDrain } from "./draining";
import { fleetsEnd, fleetsSpareBusyMachines, fleetsTakeCalmPools, idleAlarmsBuyNoMachines } from "./fleet-life";
import { fleetsCostNoMorePerHour, fleetsNameTheirPrice } from "./fleet-price";
import { gapsAreNamed } from "./gaps";
import { heapsFitTheirContainers } from "./heap";
import { imagesArePinned, imagesMatchTheirMachines } from "./image";
import { machinesHideTheirCredentials, volumesAreEncrypted } from "./machines";
import { noDoorToTheWorld } from "./network";
import { placementConstraintsCanBeMet, tasksFillMachinesFirst } from "./placement";
import { queuesAreEncrypted, queuesGiveUp, queuesHideRunningJobs } from "./queue";
import { bucketsGetBlocked, logsGetAnEnd, machinesGetImdsv2, storageGetsEncrypted } from "./remedies";
import { resourcePoliciesNameWho } from "./resource-policies";
import { rolesAskForLittle, rolesTakeNoFullAccess, rolesTrustOneService } from "./roles";
import { environmentsHoldNoSecrets } from "./secrets";
import { bucketsAreNotPublic, bucketsDemandTls, logsEnd } from "./storage";
import { costsHaveAnOwner } from "./tags";
import { desiredCountFitsTheFleet, instanceTypesAreKnown, tasksFitEveryInstanceType } from "./task-size";
import { machinesAreUsed } from "./waste";

/** Every policy of the pack, in the order of the docs. Loading this starts nothing: `policy/index.ts` does. */
const list: Policies = [
  // what can never be placed
  tasksFitEveryInstanceType,
  instanceTypesAreKnown,
  desiredCountFitsTheFleet,
  placementConstraintsCanBeMet,
  disksHoldTheWork,
  heapsFitTheirContainers,
  imagesArePinned,
  imagesMatchTheirMachines,
  fargateSizesExist,
  batchJobsFitTheirEnvironment,
  gapsAreNamed,
  // what wastes money
  machinesAreUsed,
  tasksFillMachinesFirst,
  oneExperimentPerCluster,
  fleetsNameTheirPrice,
  fleetsCostNoMorePerHour,
  fleetsTakeCalmPools,
  fleetsEnd,
  fleetsSpareBusyMachines,
  idleAlarmsBuyNoMachines,
  spotMachinesDrain,
  queuesHideRunningJobs,
  queuesGiveUp,
  logsEnd,
  costsHaveAnOwner,
  // what opens a hole
  queuesAreEncrypted,
  environmentsHoldNoSecrets,
  containersAreConfined,
  containersAreNotRoot,
  rolesAskForLittle,
  rolesTakeNoFullAccess,
  rolesTrustOneService,
  resourcePoliciesNameWho,
  machinesHideTheirCredentials,
  volumesAreEncrypted,
  noDoorToTheWorld,
  bucketsAreNotPublic,
  bucketsDemandTls,
  // what is changed where there is one right answer; off until a config switches it on
  machinesGetImdsv2,
  storageGetsEncrypted,
  logsGetAnEnd,
  bucketsGetBlocked,
];

/** The same; each report ends with the section of docs/policies.md that explains it. */
export const policies: Policies = list.map((policy) => {
  const withSection =
    (report: ReportViolation): ReportViolation =>
    (message, urn) =>
      report(`${message} policies.md#${policy.name}`, urn);
  if ("validateStack" in policy) {
    const { validateStack } = policy;
    return { ...policy, validateStack: (args, report) => validateStack(args, withSection(report)) };
  }
  const { validateResource } = policy;
  if (validateResource === undefined) return policy;
  if (Array.isArray(validateResource)) throw new Error(`${policy.name}: one validation a policy, made of checks`);
  // the property by which the library passes over other types stays
  const validate: ResourceValidation = (args, report) => validateResource(args, withSection(report));
  return { ...policy, validateResource: Object.assign(validate, validateResource) };
});
