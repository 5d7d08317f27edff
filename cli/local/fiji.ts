import { EngineStartError } from "../../worker/engines/engine";
import { findFiji } from "../../worker/engines/fiji/installation";
import { CliError, EXIT } from "../shared/exit";

/** @throws {CliError} exit 3: where no Fiji was found, what was looked for, where to get one */
export function requireFiji(path: string | undefined): void {
  try {
    findFiji(path);
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    throw new CliError(EXIT.setUp, error.message, [error.advice]);
  }
}
