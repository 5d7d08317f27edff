import type { StackValidationPolicy } from "@pulumi/policy";
import { FLEET_TYPES, MACHINES } from "../facts/fleets";
import { judgeWhatIsKnown } from "../facts/known";
import { listedCosts } from "../facts/list-prices";
import { eachPlacement } from "../facts/placements";
import { type Stack, stackChecks, type StackResource } from "../support/check-runner";
import { jobContainers } from "../support/batch";
import { containersOf } from "../support/containers";
import type { ResourceType } from "../support/resources";
import { settings } from "../support/settings";
import { isHidden, isGiven } from "../support/unknowns";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const PROVIDER = "aws:ecs/capacityProvider:CapacityProvider";
const NODES = "aws:eks/nodeGroup:NodeGroup";
const JOB = "aws:batch/jobDefinition:JobDefinition";
const SERVICE = "aws:ecs/service:Service";

/** Silence must mean that a stack was judged: what was not is named. */
export const gapsAreNamed: StackValidationPolicy = {
  name: "gaps-are-named",
  description:
    "Names what is not judged: container definitions that preview hides, services whose machines the stack does not show, ECS Managed Instances, EKS nodes, jobs of AWS Batch with several containers, and what fleets without a price of their own cost where no list price is known.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps:
    "Nothing has to change. To see more at preview, write names and numbers, not outputs, into container definitions.",
  configSchema: settings(),
  validateStack: stackChecks(
    [TASK, JOB, SERVICE, PROVIDER, NODES, ...FLEET_TYPES],
    [hiddenContainers, servicesWithoutMachines, jobsOfOtherForm, managedInstances, nodeGroups, unpricedFleets],
  ),
};

/** Once a stack: awsx makes every container definition from outputs, so preview hides all of them. */
function hiddenContainers(stack: Stack): void {
  const hidden = [
    ...judged(stack, TASK).filter(({ props }) => isHidden(() => containersOf(props))),
    ...judged(stack, JOB).filter(({ props }) => isHidden(() => jobContainers(props))),
  ];
  const [first] = hidden;
  if (first === undefined) return;
  const names = hidden.map(({ name }) => `"${name}"`).join(", ");
  first.report(
    `preview hides the container definitions of ${names}: images, users, secrets, confinement, heap, ports and GPUs are judged at the update; write names and numbers, not outputs, into them to see it now`,
    first.type === TASK ? "containerDefinitions" : "containerProperties",
  );
}

function servicesWithoutMachines(stack: Stack): void {
  eachPlacement(stack, ({ service, candidates }, { once }) => {
    if (service === undefined || candidates.length > 0) return;
    once(
      service,
      "this stack shows no machines that it may run on: whether tasks fit and fill them is not judged; name the cluster in the machines' user data, or the capacity provider of their group",
      "cluster",
    );
  });
}

function jobsOfOtherForm(stack: Stack): void {
  for (const { props, report } of judged(stack, JOB)) {
    const form = (["ecsProperties", "eksProperties", "nodeProperties"] as const).find((key) => isGiven(props, key));
    if (form !== undefined)
      report(`the containers of ${form} are not judged; only those of containerProperties are`, form);
  }
}

function managedInstances(stack: Stack): void {
  for (const { props, report } of judged(stack, PROVIDER)) {
    if (!isGiven(props, "managedInstancesProvider")) continue;
    report(
      "ECS Managed Instances choose their machines: whether tasks fit, fill and find disk is not judged",
      "managedInstancesProvider",
    );
  }
}

function nodeGroups(stack: Stack): void {
  for (const { report } of judged(stack, NODES))
    report("EKS places pods, not tasks: nothing of them is judged", "instanceTypes");
}

function unpricedFleets(stack: Stack): void {
  judgeWhatIsKnown((known) => {
    for (const { resource, unpriced } of listedCosts(stack, known)) {
      if (unpriced.length === 0 || !resource.isJudged) continue;
      resource.report(
        `no list price is known for ${unpriced.join(", ")} in ${resource.region}: what these machines cost per hour is not judged; buy them on the spot market with a price of your own, or look it up`,
        MACHINES[resource.type],
      );
    }
  });
}

function judged<T extends ResourceType>(stack: Stack, type: T): readonly StackResource<T>[] {
  return stack.of(type).filter(({ isJudged }) => isJudged);
}
