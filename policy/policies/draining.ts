import type { ResourceValidationPolicy } from "@pulumi/policy";
import { checks, type Report } from "../support/check-runner";
import { atContainer, containersOf } from "../support/containers";
import { settings } from "../support/settings";
import { each } from "../support/unknowns";
import { userDataText } from "../support/user-data";

/** A spot machine says goodbye two minutes ahead; a worker that hears of it hands its job back, else it is lost time. */
export const spotMachinesDrain: ResourceValidationPolicy = {
  name: "spot-machines-drain",
  description: "Tasks on a spot machine that is taken away are asked to stop, and have the time to.",
  enforcementLevel: "advisory",
  severity: "medium",
  remediationSteps:
    "Set ECS_ENABLE_SPOT_INSTANCE_DRAINING=true in /etc/ecs/ecs.config, deploymentMinimumHealthyPercent 0 on the service and stopTimeout 60 to 115 on the containers.",
  configSchema: settings({
    minStopSeconds: { type: "integer", default: 60, description: "Least stopTimeout of a container, seconds." },
    maxStopSeconds: {
      type: "integer",
      default: 115,
      description: "Most stopTimeout of a container, seconds: the notice comes 120 seconds ahead.",
    },
  }),
  validateResource: checks({
    "aws:ecs/service:Service": [
      ({ launchType, schedulingStrategy, deploymentMinimumHealthyPercent = 100 }, { report }) => {
        if (launchType === "FARGATE" || schedulingStrategy === "DAEMON") return;
        if (deploymentMinimumHealthyPercent === 0) return;
        report(
          `deploymentMinimumHealthyPercent is ${deploymentMinimumHealthyPercent}, so tasks wait for others to start before they are asked to stop; set it to 0`,
          "deploymentMinimumHealthyPercent",
        );
      },
    ],
    "aws:ecs/taskDefinition:TaskDefinition": [
      (task, { report, args }) => {
        const { minStopSeconds = 60, maxStopSeconds = 115 } = args.getConfig<StopLimits>();
        for (const { name, stopTimeout } of containersOf(task)) {
          if (stopTimeout !== undefined && stopTimeout >= minStopSeconds && stopTimeout <= maxStopSeconds) continue;
          const now = stopTimeout === undefined ? "not set, which is 30 s" : `${stopTimeout} s`;
          report(
            `container "${name}": stopTimeout is ${now}; set it to ${minStopSeconds} to ${maxStopSeconds}`,
            atContainer(name, "stopTimeout"),
          );
        }
      },
    ],
    "aws:ec2/launchTemplate:LaunchTemplate": [({ userData }, { report }) => checkDraining(userData, report)],
    "aws:ec2/launchConfiguration:LaunchConfiguration": [
      ({ userData }, { report }) => checkDraining(userData, report),
      ({ userDataBase64 }, { report }) => checkDraining(userDataBase64, report),
    ],
    "aws:ec2/spotFleetRequest:SpotFleetRequest": [
      ({ launchSpecifications }, { report }) =>
        each(launchSpecifications, ({ userData }) => checkDraining(userData, report)),
    ],
  }),
};

interface StopLimits {
  readonly minStopSeconds?: number;
  readonly maxStopSeconds?: number;
}

/** Only of machines that join a cluster: their user data says which. */
function checkDraining(userData: string | undefined, report: Report): void {
  const text = userDataText(userData ?? "");
  if (!/ECS_CLUSTER|ecs\.config/.test(text)) return;
  if (/ECS_ENABLE_SPOT_INSTANCE_DRAINING=["']?true/i.test(text)) return;
  report(
    "user data doesn't switch spot draining on; write ECS_ENABLE_SPOT_INSTANCE_DRAINING=true to /etc/ecs/ecs.config",
    "userData",
  );
}
