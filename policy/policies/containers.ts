import type { ResourceValidationPolicy } from "@pulumi/policy";
import { checks, type Check } from "../support/check-runner";
import { containersOf } from "../support/containers";
import { settings } from "../support/settings";
import { each, ifKnown } from "../support/unknowns";

/** Whoever breaks out of such a container owns the machine, and with it every other task and its credentials. */
export const containersAreConfined: ResourceValidationPolicy = {
  name: "containers-are-confined",
  description:
    "Containers are not privileged, add no SYS_ADMIN, and share neither network nor processes of the machine.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps:
    "Leave privileged, capabilities and host modes out; mount buckets on the machine and bind them read-only instead of mounting in the container.",
  configSchema: settings(),
  validateResource: checks({
    "aws:ecs/taskDefinition:TaskDefinition": [
      (task, { report }) => {
        if (task.networkMode === "host") report('networkMode is "host"; use "bridge" or "awsvpc"');
      },
      (task, { report }) => {
        if (task.pidMode === "host") report('pidMode is "host"; leave it out');
      },
      (task, { report }) => {
        if (task.ipcMode === "host") report('ipcMode is "host"; leave it out');
      },
      (task, { report }) =>
        each(task.volumes, (volume) => {
          const path = volume.hostPath;
          if (path === undefined || !isMachineItself(path)) return;
          report(
            `volume "${ifKnown(() => volume.name, "?")}" is the machine's ${path}; bind only the folder that is needed`,
          );
        }),
      (task, { report }) => {
        for (const { name, privileged, addedCapabilities } of containersOf(task)) {
          if (privileged === true) report(`container "${name}" is privileged; leave privileged out`);
          for (const capability of addedCapabilities) {
            if (!ALMIGHTY.test(capability)) continue;
            report(`container "${name}" adds ${capability}; leave it out of linuxParameters.capabilities.add`);
          }
        }
      },
    ],
  }),
};

/** Root in a container is root of the machine's kernel: one bug away from the machine. */
export const containersAreNotRoot: ResourceValidationPolicy = {
  name: "containers-are-not-root",
  description: "Containers name a user that is not root.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: 'Set user in the container definition, e.g. "1000", and give that user the folders it writes to.',
  configSchema: settings(),
  validateResource: checks({ "aws:ecs/taskDefinition:TaskDefinition": [namesAnotherUser()] }),
};

const ALMIGHTY = /^(CAP_)?(SYS_ADMIN|ALL)$/i;

/** With these a container starts others as it likes, or writes what root reads. */
function isMachineItself(path: string): boolean {
  return (
    /^\/(var\/run|run)\/(docker|containerd)\b/.test(path) || /^\/+(etc|proc|sys|dev|var\/lib\/docker)?\/*$/.test(path)
  );
}

function namesAnotherUser(): Check<"aws:ecs/taskDefinition:TaskDefinition"> {
  return (task, { report }) => {
    for (const { name, user } of containersOf(task)) {
      if (user === undefined || user === "") {
        report(
          `container "${name}" names no user, so the image decides and most decide for root; set user, e.g. "1000"`,
        );
      } else if (/^(root|0+)(:|$)/.test(user)) {
        report(`container "${name}" runs as ${user}; set user to another, e.g. "1000"`);
      }
    }
  };
}
