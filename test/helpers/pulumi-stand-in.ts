import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What a stand-in answers to a call that begins with these words; the first that fits counts. */
export interface PulumiAnswer {
  readonly call: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
}

/**
 * Puts a program `pulumi` into `<folder>/bin`, and a project into `folder`. It notes each call in `<folder>/pulumi-calls`.
 * @returns PATH with the program first
 */
export async function standInPulumi(folder: string, answers: readonly PulumiAnswer[]): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  await writeFile(join(folder, "Pulumi.yaml"), "name: distributed-fiji\nruntime: nodejs\n");
  const program = `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const call = process.argv.slice(2).join(" ");
appendFileSync(${JSON.stringify(join(folder, "pulumi-calls"))}, call + "\\n");
const answer = ${JSON.stringify(answers)}.find((one) => call.startsWith(one.call)) ?? { stderr: "unexpected: " + call, code: 9 };
process.stdout.write(answer.stdout ?? "");
process.stderr.write(answer.stderr ?? "");
process.exitCode = answer.code ?? 0;
`;
  await writeFile(join(bin, "pulumi"), program);
  await chmod(join(bin, "pulumi"), 0o755);
  return `${bin}:${process.env["PATH"] ?? ""}`;
}
