import type { ResourceValidationPolicy } from "@pulumi/policy";
import { checks } from "../support/checks";
import { containersOf } from "../support/containers";
import { secretIn, soundsSecret } from "../support/secret-shapes";
import { settings } from "../support/settings";
import { each, eachEntry } from "../support/unknowns";
import { userDataText } from "../facts/launch-templates";

/** An environment is read by everyone who may describe tasks, and is copied into logs and state for good. */
export const environmentsHoldNoSecrets: ResourceValidationPolicy = {
  name: "environments-hold-no-secrets",
  description: "No keys, tokens or passwords in environments, commands and user data.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps:
    "Give the task a role instead of keys; keep other secrets in Secrets Manager or Parameter Store and name them in the container's `secrets`. A secret that was in there is known: replace it.",
  configSchema: settings({
    harmlessNames: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Names of variables that sound like secrets and are none, e.g. `CANCEL_TOKEN`.",
    },
  }),
  validateResource: checks({
    "aws:ecs/taskDefinition:TaskDefinition": [
      (task, { report, args }) => {
        for (const { name, environment, command, entryPoint } of containersOf(task)) {
          for (const variable of environment) {
            const problem = variableProblem(variable.name, variable.value, harmless(args));
            if (problem !== undefined)
              report(`container "${name}" ${problem}; give the task a role, or name it in secrets`);
          }
          const found = secretIn([...entryPoint, ...command].join("\n"));
          if (found !== undefined) report(`container "${name}" has ${found} in its command; name it in secrets`);
        }
      },
    ],
    "aws:lambda/function:Function": [
      ({ environment }, { report, args }) =>
        eachEntry(environment?.variables, (name, value) => {
          const problem = variableProblem(name, value, harmless(args));
          if (problem !== undefined) report(`${problem}; give the function a role, or let it read Secrets Manager`);
        }),
    ],
    "aws:ec2/launchTemplate:LaunchTemplate": [({ userData }, { report }) => checkUserData(userData, report)],
    "aws:ec2/instance:Instance": [
      ({ userData }, { report }) => checkUserData(userData, report),
      ({ userDataBase64 }, { report }) => checkUserData(userDataBase64, report),
    ],
    "aws:ec2/launchConfiguration:LaunchConfiguration": [
      ({ userData }, { report }) => checkUserData(userData, report),
      ({ userDataBase64 }, { report }) => checkUserData(userDataBase64, report),
    ],
    "aws:ec2/spotFleetRequest:SpotFleetRequest": [
      ({ launchSpecifications }, { report }) =>
        each(launchSpecifications, ({ userData }) => checkUserData(userData, report)),
    ],
  }),
};

/** Says which variable, never its value: messages end in logs. */
function variableProblem(name: string, value: string, harmlessNames: readonly string[]): string | undefined {
  const found = secretIn(value);
  if (found !== undefined) return `has ${found} in variable ${name}`;
  if (value === "" || harmlessNames.includes(name) || !soundsSecret(name)) return undefined;
  return `has variable ${name}, which by its name is a secret`;
}

function harmless(args: { getConfig<T extends object>(): T }): readonly string[] {
  return args.getConfig<{ harmlessNames?: string[] }>().harmlessNames ?? [];
}

function checkUserData(userData: string | undefined, report: (problem: string) => void): void {
  const found = secretIn(userDataText(userData ?? ""));
  if (found !== undefined) report(`has ${found} in its user data; give the machine a role instead`);
}
