import type { StackValidationPolicy } from "@pulumi/policy";
import { clusterOfService, type Service, servicesOf, taskOf } from "../facts/services";
import { judgeWhatIsKnown, type Known } from "../facts/known";
import type { TaskResource } from "../facts/tasks";
import { stackChecks } from "../support/check-runner";
import { settings } from "../support/settings";

/** Two experiments on one cluster take each other's machines: ECS places a task wherever it fits. */
export const oneExperimentPerCluster: StackValidationPolicy = {
  name: "one-experiment-per-cluster",
  description: "All task families on one ECS cluster belong to one experiment (tag fiji:experiment, else the family).",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Give each experiment a cluster of its own, or tag families that belong together alike.",
  configSchema: settings(),
  validateStack: stackChecks(
    ["aws:ecs/service:Service"],
    [
      (stack) => {
        judgeWhatIsKnown((known) => {
          const byCluster = new Map<string, { readonly service: Service; readonly experiment: string }[]>();
          for (const service of servicesOf(stack)) {
            const task = taskOf(stack, service);
            const named = clusterOfService(stack, service)?.name;
            const cluster = named ?? known(() => service.props.cluster ?? "default", undefined);
            if (task === undefined || cluster === undefined) continue;
            const entry = { service, experiment: experimentOf(task, known) };
            byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), entry]);
          }
          for (const [cluster, [first, ...others]] of byCluster) {
            for (const { service, experiment } of others) {
              if (first === undefined || experiment === first.experiment) continue;
              service.report(
                `experiment "${experiment}" shares cluster "${cluster}" with "${first.experiment}" (service "${first.service.name}"), whose machines it would take; give it a cluster of its own`,
                "cluster",
              );
            }
          }
        });
      },
    ],
  ),
};

function experimentOf({ name, props }: TaskResource, known: Known): string {
  return known(() => props.tags?.["fiji:experiment"], undefined) ?? known(() => props.family, undefined) ?? name;
}
