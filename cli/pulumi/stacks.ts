import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { CliError, EXIT } from "../shared/exit";
import { pulumiAnswer } from "./run-pulumi";

/** Folder of the Pulumi project that `cwd` is in, as `pulumi` finds it; undefined outside of any. */
export function projectFolder(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].some((file) => existsSync(join(folder, file)))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

const stackSchema = z.object({
  name: z.string(),
  current: z.boolean().default(false),
  /** ISO 8601; absent before the first `up`. */
  lastUpdate: z.string().optional(),
  updateInProgress: z.boolean().default(false),
});

export type Stack = z.infer<typeof stackSchema>;

/** Stacks of the project, by name. @throws {CliError} exit 3 as `pulumiAnswer` */
export async function listStacks(cwd: string): Promise<readonly Stack[]> {
  const answer = z.array(stackSchema).safeParse(asJson(await pulumiAnswer(["stack", "ls", "--json"], cwd)));
  if (!answer.success) throw new CliError(EXIT.setUp, "`pulumi stack ls --json` gave no list of stacks");
  return [...answer.data].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The output `deployment` of a stack, as the stack's state has it now.
 * @param stack name, also with organization and project. @default the selected stack
 * @throws {CliError} exit 3 when the stack has no such output, else as `pulumiAnswer`
 */
export async function stackDeployment(stack: string | undefined, cwd: string): Promise<unknown> {
  const selected = stack === undefined ? [] : ["--stack", stack];
  const outputs = asJson(await pulumiAnswer(["stack", "output", "--json", ...selected], cwd));
  const { deployment } = z.looseObject({ deployment: z.unknown() }).catch({ deployment: undefined }).parse(outputs);
  if (deployment !== undefined) return deployment;
  const which = stack === undefined ? "the selected stack" : `stack "${stack}"`;
  throw new CliError(EXIT.setUp, `${which} has no output "deployment": run \`pulumi up\` first`);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
