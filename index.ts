import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "./components/config/config";
import { Experiment } from "./components/experiment";
import { JobProtection } from "./components/fleet-controller/job-protection";
import { namesOf } from "./components/aws/names";
import { refuseOthersNames, stackId } from "./components/aws/stack-id";
import { lookUpAll } from "./components/lookups";

/** The Pulumi program: one stack is one experiment. */
async function program() {
  const root = __dirname;
  const stack = pulumi.getStack();
  const { config, warnings, notes } = readConfig({
    project: pulumi.getProject(),
    stack,
    raw: pulumi.runtime.allConfig(),
    region: process.env["AWS_REGION"] || process.env["AWS_DEFAULT_REGION"],
    isSecret,
    readFile: (path) => readIfThere(join(root, path)),
  });
  for (const warning of warnings) void pulumi.log.warn(warning);
  for (const note of notes) void pulumi.log.info(note);
  const names = namesOf(stack);
  const id = stackId();
  await refuseOthersNames({ stack, logGroup: names.jobLogGroup }, id);
  const lookups = await lookUpAll(config, { names, root });
  const experiment = new Experiment(names.experiment, { stack, config, lookups, stackId: id });
  new JobProtection(`${names.experiment}-protection`, {
    functionName: names.careFunction,
    protection: { protectJobs: config.protectJobs, project: pulumi.getProject(), queue: names.queue },
    of: experiment,
  });
  const { deployment, links, workerRoleArn, bucketPolicies } = experiment;
  return { deployment, links, workerRoleArn, bucketPolicies };
}

/** Pulumi's SDK has it, and leaves it out of its types (3.260: runtime/config.ts). Without it no key counts as a secret. */
const { isConfigSecret } = pulumi.runtime as { readonly isConfigSecret?: (key: string) => boolean };
const isSecret = (key: string): boolean => isConfigSecret?.(key) ?? false;

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

export = program;
