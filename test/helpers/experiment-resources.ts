import { mock } from "node:test";
import program from "../../index";
import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "../../worker/contract/deployment";
import type { ConsoleLinks } from "../../components/observability/console-links";
import { GOOD_CONFIG } from "./good-config";
import { type MockOptions, type RegisteredResource, runProgram } from "./pulumi-mocks";

export { GOOD_CONFIG } from "./good-config";
export { type RegisteredResource, UNKNOWN } from "./pulumi-mocks";

export interface ExperimentRun {
  readonly resources: readonly RegisteredResource[];
  readonly deployment: Deployment;
  readonly links: ConsoleLinks;
  readonly workerRoleArn: string;
  /** By bucket of another account. */
  readonly bucketPolicies: Readonly<Record<string, string>>;
  /** What the program printed, in order: `warning: …`, `info: …`. */
  readonly messages: readonly string[];
}

/**
 * Runs the whole program (index.ts) under mocks, `config` over the good one; a value of `undefined` takes a key out.
 * With `preview` the outputs are not known and `deployment` is empty.
 */
export async function runExperiment(
  config: Readonly<Record<string, string | undefined>> = {},
  options: MockOptions = {},
): Promise<ExperimentRun> {
  const values = Object.entries({ ...GOOD_CONFIG, ...config }).filter(([, value]) => value !== undefined);
  pulumi.runtime.setAllConfig(
    Object.fromEntries(values.map(([key, value]) => [`distributed-fiji:${key}`, value as string])),
    ["distributed-fiji:notify"], // as a webhook must be
  );
  const messages: string[] = [];
  const printed = [
    mock.method(pulumi.log, "warn", async (text: string) => void messages.push(`warning: ${text}`)),
    mock.method(pulumi.log, "info", async (text: string) => void messages.push(`info: ${text}`)),
  ];
  try {
    const { resources, result } = await runProgram(async () => {
      const { deployment, links, workerRoleArn, bucketPolicies } = await program();
      const known = await new Promise<Deployment>((resolve) => {
        if (options.preview === true) resolve({} as Deployment);
        else deployment.apply(resolve);
      });
      return { deployment: known, links, workerRoleArn, bucketPolicies };
    }, options);
    return { resources, ...result, messages };
  } finally {
    for (const one of printed) one.mock.restore();
  }
}

/** The resources alone: the good stack of the policy tests. */
export async function experimentResources(
  config: Readonly<Record<string, string | undefined>> = {},
  options: MockOptions = {},
): Promise<readonly RegisteredResource[]> {
  return (await runExperiment(config, options)).resources;
}
