import type { StackValidationPolicy } from "@pulumi/policy";
import { jobContainers } from "../support/batch";
import { type About, checksInStack } from "../support/check-runner";
import { atContainer, atJob, type Container, containersOf, type PathOf } from "../support/containers";
import { settings } from "../support/settings";
import { each, eachEntry } from "../support/unknowns";
import { userDataText } from "../support/user-data";

/** An environment is read by everyone who may describe tasks, and is copied into logs and state for good. */
export const environmentsHoldNoSecrets: StackValidationPolicy = {
  name: "environments-hold-no-secrets",
  description: "No keys, tokens or passwords in environments, commands, health checks, labels and user data.",
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
  validateStack: checksInStack({
    "aws:ecs/taskDefinition:TaskDefinition": [(task, about) => checkContainers(containersOf(task), atContainer, about)],
    "aws:batch/jobDefinition:JobDefinition": [
      (job, about) => checkContainers(jobContainers(job), atJob, about),
      ({ parameters }, { report, args }) =>
        eachEntry(parameters, (name, value) => {
          const problem = variableProblem(name, value, harmless(args), "parameter");
          if (problem !== undefined) report(`${problem}; name it in secrets of the container`, "parameters");
        }),
    ],
    "aws:lambda/function:Function": [
      ({ environment }, { report, args }) =>
        eachEntry(environment?.variables, (name, value) => {
          const problem = variableProblem(name, value, harmless(args));
          if (problem !== undefined)
            report(
              `${problem}; give the function a role, or let it read Secrets Manager`,
              `environment.variables.${name}`,
            );
        }),
    ],
    "aws:ec2/launchTemplate:LaunchTemplate": [({ userData }, { report }) => checkUserData(userData, report)],
    "aws:ec2/instance:Instance": [
      ({ userData }, { report }) => checkUserData(userData, report),
      ({ userDataBase64 }, { report }) => checkUserData(userDataBase64, report),
    ],
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": [
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

function checkContainers(containers: readonly Container[], at: PathOf, { report, args }: About): void {
  for (const { name, environment, command, entryPoint, healthCheck, labels } of containers) {
    for (const variable of environment) {
      const problem = variableProblem(variable.name, variable.value, harmless(args));
      if (problem !== undefined)
        report(
          `container "${name}" ${problem}; give the task a role, or name it in secrets`,
          at(name, `environment.${variable.name}`),
        );
    }
    const found = secretIn([...entryPoint, ...command].join("\n"));
    if (found !== undefined)
      report(`container "${name}" has ${found} in its command; name it in secrets`, at(name, "command"));
    const inCheck = secretIn(healthCheck.join("\n"));
    if (inCheck !== undefined)
      report(`container "${name}" has ${inCheck} in its health check; name it in secrets`, at(name, "healthCheck"));
    for (const label of labels) {
      const problem = variableProblem(label.name, label.value, harmless(args), "label");
      if (problem !== undefined)
        report(
          `container "${name}" ${problem}; labels hold no secrets, leave it out`,
          at(name, `dockerLabels.${label.name}`),
        );
    }
  }
}

/** Says which variable, never its value: messages end in logs. */
function variableProblem(
  name: string,
  value: string,
  harmlessNames: readonly string[],
  what: "variable" | "label" | "parameter" = "variable",
): string | undefined {
  const found = secretIn(value);
  if (found !== undefined) return `has ${found} in ${what} ${name}`;
  if (value === "" || harmlessNames.includes(name)) return undefined;
  if (!soundsSecret(name) && !(soundsLikeKey(name) && looksRandom(value))) return undefined;
  return `has ${what} ${name}, which by its name is a secret`;
}

function harmless(args: { getConfig<T extends object>(): T }): readonly string[] {
  return args.getConfig<{ harmlessNames?: string[] }>().harmlessNames ?? [];
}

function checkUserData(userData: string | undefined, report: About["report"]): void {
  const found = secretIn(userDataText(userData ?? ""));
  if (found !== undefined) report(`has ${found} in its user data; give the machine a role instead`, "userData");
}

/** What the texts of secrets look like, and how they are called. First match wins. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/, "a private key"],
  [/(?<![A-Z0-9])(AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/, "an AWS access key"],
  [/aws_?secret_?access_?key["']?\s*[=:]\s*["']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i, "an AWS secret key"],
  [/(?<![A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/, "a GitHub token"],
  [/(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,}/, "a GitLab token"],
  [/(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,}/, "a Slack token"],
  [/(?<![A-Za-z0-9])(sk|rk)_live_[A-Za-z0-9]{20,}/, "a Stripe key"],
  [/(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}(?![A-Za-z0-9])/, "a Hugging Face token"],
  [/(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/, "an npm token"],
  [/(?<![A-Za-z0-9])pul-[0-9a-f]{40}(?![0-9a-f])/, "a Pulumi token"],
  [/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, "a JSON web token"],
  [/[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/:@]{3,}@/i, "a password in a URL"],
];

/** Kind of the first secret in a text, e.g. `an AWS access key`; `undefined` without one. */
export function secretIn(text: string): string | undefined {
  const shapeOf = (plain: string): string | undefined => shapes.find(([shape]) => shape.test(plain))?.[1];
  return (
    shapeOf(text) ??
    decodedIn(text)
      .map(shapeOf)
      .find((found) => found !== undefined)
  );
}

/** What stands in base64 in a text: too short to hold a secret is left out. */
function decodedIn(text: string): readonly string[] {
  const encoded = text.match(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,}={0,2}/gu) ?? [];
  return encoded.map((part) => Buffer.from(part, "base64").toString("latin1"));
}

/** `HF_KEY` and `GITHUB_PAT`: the name of a secret, or of an object in a bucket. */
function soundsLikeKey(name: string): boolean {
  return /(^|_)(KEY|PAT|AUTH|PW)$/u.test(upperSnake(name));
}

/** One word of letters and digits mixed, as no file and no number is called. */
function looksRandom(value: string): boolean {
  return /^[\w+=-]{16,}$/u.test(value) && /\d/u.test(value) && /[A-Za-z]/u.test(value);
}

function upperSnake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}

const WORDS =
  /(^|_)(SECRET|SECRETS|PASSWORD|PASSWD|PASS|PASSPHRASE|TOKEN|CREDENTIAL|CREDENTIALS|APIKEY|API_KEY|ACCESS_KEY|ACCESS_KEY_ID|SECRET_KEY|PRIVATE_KEY|SIGNING_KEY|ENCRYPTION_KEY)(_|$)/;
/** Such a variable says where the secret is, or how it is used. */
const POINTER = /_(ARN|FILE|PATH|DIR|NAME|URL|URI|ID|TTL|SECONDS|LENGTH|LIMIT|COUNT|ENABLED|TYPE|REGION)$/;

/** Whether a variable's name says that it holds a secret: `DB_PASSWORD`, `githubToken`; not `TOKEN_FILE`. */
export function soundsSecret(name: string): boolean {
  const upper = upperSnake(name);
  return WORDS.test(upper) && (/ACCESS_KEY_ID$/.test(upper) || !POINTER.test(upper));
}
