import { stat } from "node:fs/promises";
import { CliError, EXIT } from "../../shared/exit";

/** @throws {CliError} exit 2 when there is no such folder */
export async function mustBeFolder(inputDir: string): Promise<void> {
  const isFolder = await stat(inputDir).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new CliError(EXIT.badInput, `--input is ${inputDir}: no such folder`);
}
