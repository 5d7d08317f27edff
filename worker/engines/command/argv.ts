import { type RunRequest } from "../engine";

/**
 * The words of a command with the attempt's places in them. `{input}` and `{output}` are replaced, and `{script}` when the
 * job has one; all else stays as it is, also what a replaced path happens to hold.
 */
export function argvOf(
  command: readonly string[],
  { inputFolder, outputFolder }: Pick<RunRequest, "inputFolder" | "outputFolder">,
  script: string | undefined,
): string[] {
  const places: Readonly<Record<string, string | undefined>> = { input: inputFolder, output: outputFolder, script };
  return command.map((word) =>
    word.replace(/\{(input|output|script)\}/g, (found, name: string) => places[name] ?? found),
  );
}
